"""The parts of units that carry kubelet arguments, against the functions of an installed systemd (its own library)."""

from __future__ import annotations

import ctypes
import pathlib
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from numaconf.documents import systemd
from numaconf.documents.systemd import environment_file, unit_file
from tests.real import missing
from tests.search import cases

# The functions are systemd's own affair: another version may take other arguments.
LIBRARIES = sorted(pathlib.Path("/usr/lib").glob("*/systemd/libsystemd-shared-252.so"))


class Systemd:
    """`extract_first_word`, `load_env_file` and `config_parse`."""

    # Flags of extract_first_word (`src/basic/extract-word.h`).
    RELAX, CUNESCAPE, UNESCAPE_RELAX, UNQUOTE = 1, 2, 4, 32

    def __init__(self, library: pathlib.Path) -> None:
        self.library = ctypes.CDLL(str(library))
        self.free = ctypes.CDLL(None).free
        self.free.argtypes = [ctypes.c_void_p]

    def words(self, text: str, flags: int) -> list[str] | None:
        """All words, or None for a syntax error."""
        buffer = ctypes.create_string_buffer(text.encode())
        rest, word = ctypes.c_void_p(ctypes.addressof(buffer)), ctypes.c_void_p()
        found = []
        while (status := self.library.extract_first_word(ctypes.byref(rest), ctypes.byref(word), None, flags)) > 0:
            found.append(ctypes.string_at(word.value or 0).decode("utf-8", "replace"))
            self.free(word)
        return None if status < 0 else found

    def environment_file(self, path: pathlib.Path) -> list[str]:
        """What is left after `exec_context_load_environment` has dropped what is no assignment."""
        found = ctypes.POINTER(ctypes.c_char_p)()
        assert self.library.load_env_file(None, str(path).encode(), ctypes.byref(found)) == 0
        texts = []
        while found and found[len(texts)] is not None:
            texts.append(found[len(texts)])
        return [text.decode() for text in texts if self.library.env_assignment_is_valid(text)]

    def unit(self, path: pathlib.Path) -> list[tuple[str, str, str]] | None:
        """Section, key and value of every setting; None where reading ends at a bad line."""
        text, number, pointer = ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p
        found = []

        @ctypes.CFUNCTYPE(number, text, text, number, text, number, text, number, text, pointer, pointer)
        def parse(
            _unit: Any,
            _path: Any,
            _line: int,
            section: bytes | None,
            _at: int,
            key: bytes,
            _type: int,
            value: bytes,
            *_: Any,
        ) -> int:
            found.append(((section or b"").decode(), key.decode(), value.decode()))
            return 0

        @ctypes.CFUNCTYPE(
            number,
            pointer,
            text,
            text,
            ctypes.POINTER(pointer),
            ctypes.POINTER(number),
            ctypes.POINTER(pointer),
            pointer,
        )
        def look_up(_table: Any, _section: bytes, _key: bytes, function: Any, kind: Any, data: Any, _more: Any) -> int:
            function[0], kind[0], data[0] = ctypes.cast(parse, pointer), 0, None
            return 1

        status = self.library.config_parse(b"x", str(path).encode(), None, None, look_up, None, 0, None, None)
        return None if status < 0 else found


@pytest.fixture(scope="session")
def real() -> Systemd:
    if not LIBRARIES:
        missing("systemd 252")
    library = Systemd(LIBRARIES[-1])
    if library.words("a 'b\\n'", Systemd.UNQUOTE | Systemd.CUNESCAPE) != ["a", "b\n"]:
        missing(f"systemd 252 ({LIBRARIES[-1]} has other functions)")
    return library


WORDS = st.lists(
    st.sampled_from([
        "a", "b c", " ", "\t", "\n", "\r", "'", '"', "\\", "\\\\", "\\n", "\\s", "\\x41", "\\x00", "\\xff", "\\xzz",
        "\\u00e9", "\\u12", "\\U0001F600", "\\U00110000",
        "\\101", "\\400", "\\000", "\\8", "\\07", "\\'", '\\"', "\\ ", "\\;", "\\\n", "\\q", "=", "A=", "B=1", "_C=",
        "1D=", "%%", "%n", "$A", "#", ";", "é", "\x07", "'x y'", '"x y"',
    ]),
    max_size=8,
).map("".join)  # fmt: skip
QUICK = settings(max_examples=cases(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@example("a 'b c' \"d e\" f\\ g'h i'j")
@example("--node-labels=\"a=b,c=d\" '--v 3' \\x41\\u00e9\\101")
@given(WORDS)
def test_words(real: Systemd, text: str) -> None:
    def ours(read: Any) -> list[str] | None:
        try:
            return [item.text for item in read(text)]
        except systemd.BadSyntax:
            return None

    unquoted = Systemd.UNQUOTE | Systemd.CUNESCAPE
    assert ours(systemd.split) == real.words(text, Systemd.UNQUOTE | Systemd.RELAX)
    assert ours(systemd.command_line) == real.words(text, unquoted | Systemd.UNESCAPE_RELAX)
    strict = real.words(text, unquoted)
    environment = systemd.environment(text)
    valid = [word for word in strict or () if real.library.env_assignment_is_valid(word.encode())]
    if strict is not None and "\ufffd" not in "".join(strict):
        assert [f"{one.name}={one.value.text}" for one in environment.assignments] == valid
        assert len(environment.ignored) == len(strict) - len(valid)
    assert (strict is None) == any(line.startswith("Invalid syntax") for line in environment.ignored)


LINES = st.lists(
    WORDS
    | st.sampled_from(
        [
            "A=",
            "B = ",
            "A='x",
            'A="x',
            "# c",
            "; c",
            " # c\\",
            "[S]",
            " [ S ] ",
            "[S",
            "\\",
            "A=x \\",
            "\\\\",
            "=x",
            "A",
        ]
    ),
    max_size=6,
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\r"])


@QUICK
@example(["A=1", "B='a b'c \"d\"", "# A=2\\", "A=3", "C=a\\", "b  ", 'D="x\\', 'y\\$\\q\\""', "E F=1"], "\n")
@given(LINES, ENDS)
def test_environment_files(real: Systemd, tmp_path: pathlib.Path, lines: list[str], end: str) -> None:
    text = end.join(lines)
    (tmp_path / "file").write_bytes(text.encode())
    ours = {one.name: one.value.text for one in environment_file.variables(text)}
    assert sorted(f"{name}={value}" for name, value in ours.items()) == sorted(real.environment_file(tmp_path / "file"))


@QUICK
@example(["ExecStart=/bin/a \\", "# c", "  b\\\\", "", "Environment = A=1", "[T]", "k=\\"], "\n")
@given(LINES, ENDS)
def test_units(real: Systemd, tmp_path: pathlib.Path, lines: list[str], end: str) -> None:
    text = end.join(["[Service]", *lines, ""])
    (tmp_path / "x.service").write_bytes(text.encode())
    settings = [(one.section, one.key, one.value.text) for one in unit_file.settings(text)]
    assert real.unit(tmp_path / "x.service") in (settings, None)


def test_every_character_knows_where_it_stands() -> None:
    text = "[Service]\n ExecStart = /bin/a 'b \\x41' \\\n # c\n   d\n"
    (setting,) = unit_file.settings(text)
    words = systemd.command_line(setting.value.text)
    assert [word.text for word in words] == ["/bin/a", "b A", "d"]
    for word in words:
        places = [setting.value.offsets[at] for at in word.offsets]
        assert text[places[0]] == word.text[0]
    assert text[setting.value.offsets[words[1].offsets[2]] :].startswith("\\x41'")


@pytest.mark.parametrize(
    ("text", "resolved", "unknown"),
    [
        ("a%%b", "a%b", []),
        ("%n=%i.", "kubelet.service=.", []),
        ("%m", "%m", ["%m"]),
        ("%z %", "%z %", []),
        ("%%n", "%n", []),
        ("%%%H", "%%H", ["%H"]),
    ],
)
def test_specifiers(text: str, resolved: str, unknown: list[str]) -> None:
    item, found = systemd.specifiers(systemd.Item(text, list(range(len(text)))))
    assert (item.text, found) == (resolved, unknown)
    assert all(text[at] in {character, "%"} for at, character in zip(item.offsets, item.text, strict=True))


def test_very_many_continued_lines() -> None:
    count = 200_000
    (setting,) = unit_file.settings("a=b\\\n" + "\\\n" * count + "c")
    assert len(setting.value.text) == count + 3
