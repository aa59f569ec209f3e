"""How systemd reads the parts of units that carry kubelet arguments (systemd 252, on AL2023; 219 on AL2 is alike).

Source: systemd 252 `src/basic/extract-word.c`, `src/basic/env-file.c`, `src/basic/env-util.c`,
`src/core/load-fragment.c`, `src/shared/conf-parser.c`. The tests call these functions of an installed systemd.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 1 << 20
"""Bytes. systemd itself takes a mebibyte in a line."""

_BLANK = " \t\n\r"
_ESCAPES = dict(zip("abfnrtv\\\"'s", "\a\b\f\n\r\t\v\\\"' ", strict=True))
_CODE = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECTION = re.compile(r"\[([^]]*)\]")

SPECIFIERS = frozenset("aAbBcCdEfgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY")
"""The letters that `%` turns into something of the unit or the machine; any other `%` and letter stays as it is."""


class Item(NamedTuple):
    """A piece of text and, for each of its characters, the offset in the text that it was read from."""

    text: str
    offsets: list[int]

    def part(self, start: int, end: int | None = None) -> Item:
        return Item(self.text[start:end], self.offsets[start:end])


class Assignment(NamedTuple):
    """A variable; in a unit's `Environment=` its value may still hold specifiers."""

    name: str
    value: Item


class Setting(NamedTuple):
    """`key=value` in a section of a unit file, continued lines joined."""

    section: str
    key: str
    value: Item


class Environment(NamedTuple):
    """What a unit's `Environment=` line sets, and what systemd logs about the rest of it, which it ignores."""

    assignments: list[Assignment]
    ignored: list[str]


class BadSyntax(Exception):
    """An open quote or an unknown escape."""


def demand_readable(text: str) -> None:
    """Raises Unreadable for a text that is larger than anybody writes: each character of a word has its offset."""
    if len(text) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read as a unit or script", limit=True)


def split(text: str) -> list[Item]:
    """The arguments that the value of a variable becomes where a command line has it as a word of its own
    (`ExecStart=/usr/bin/kubelet $KUBELET_EXTRA_ARGS`): split at white space; quotes group, a backslash takes the next
    character as it is, and both are gone then; an open quote ends with the text.
    """
    return list(_words(text, "relaxed"))


def environment(text: str) -> Environment:
    """The right side of `Environment=` (`config_parse_environ`)."""
    found = Environment([], [])
    try:
        for item in _words(text, "strict"):
            name, equals, _ = item.text.partition("=")
            if equals and _NAME.fullmatch(name):
                found.assignments.append(Assignment(name, item.part(len(name) + 1)))
            else:
                found.ignored.append(f"Invalid environment assignment, ignoring: {item.text}")
    except BadSyntax:
        found.ignored.append(f"Invalid syntax, ignoring: {text}")
    return found


def command_line(text: str) -> list[Item]:
    """The words of an `ExecStart=` as written: no variables or specifiers replaced yet. Raises BadSyntax for an open
    quote, which makes systemd ignore the line.
    """
    return list(_words(text, "lenient"))


def _words(text: str, mode: str) -> list[Item]:
    """`extract_first_word` until there are no more: `strict` (EXTRACT_UNQUOTE and CUNESCAPE), `lenient` (also
    UNESCAPE_RELAX: unknown escapes stay), `relaxed` (EXTRACT_UNQUOTE and RELAX).
    """
    items: list[Item] = []
    at = 0
    while True:
        while at < len(text) and text[at] in _BLANK:
            at += 1
        if at >= len(text):
            return items
        characters: list[str] = []
        offsets: list[int] = []
        quote = ""
        while at < len(text) and (quote or text[at] not in _BLANK):
            character = text[at]
            if character == quote or (not quote and character in "'\""):
                quote = "" if quote else character
                at += 1
                continue
            piece, length = _escaped(text, at, mode) if character == "\\" else (character, 1)
            characters.append(piece)
            offsets.extend([at] * len(piece))
            at += length
        if quote and mode != "relaxed":
            raise BadSyntax("Unbalanced quoting")
        items.append(Item("".join(characters), offsets))


def _escaped(text: str, at: int, mode: str) -> tuple[str, int]:
    """What the backslash at `at` stands for, and how much of the text that is."""
    following = text[at + 1 : at + 2]
    if mode == "relaxed":
        return following, 2
    if following and following in _ESCAPES:
        return _ESCAPES[following], 2
    code = _CODE.match(text, at + 1)
    if code:
        hexadecimal = code[1] or code[2] or code[3]
        number = int(hexadecimal, 16) if hexadecimal else int(code[4], 8)
        if 0 < number < (0x110000 if hexadecimal else 256):
            # Two digits and octal ones are a byte, which beyond ASCII is not a character, and neither is half a pair.
            whole = number < 0x80 or ((code[2] or code[3]) and not 0xD800 <= number < 0xE000)
            return chr(number) if whole else "\ufffd", code.end() - at
    if mode == "strict":
        raise BadSyntax("Invalid syntax")
    return f"\\{following}", 1 + len(following)


def environment_file(text: str) -> list[Assignment]:
    """The variables of an `EnvironmentFile=` (`parse_env_file_internal`). A quoted value may be followed by more, which
    is glued to it; inside an unquoted one quotes stay. Of two with one name the later counts; the list has both.
    Raises Unreadable.
    """
    demand_readable(text)
    return [Assignment(name, value) for name, value in _EnvironmentFile(text).read() if _NAME.fullmatch(name)]


_VALUE = r"""(?:\\(?:.|\n)|"(?:[^"\\]|\\(?:.|\n))*"|'[^']*'|[^\\\n"'])*"""
_ASSIGNMENT = re.compile(rf"[ \t]*(?:[#;][^\n]*|(?:export[ \t]+)?[A-Za-z_]\w*={_VALUE})?(?:\r?\n|\Z)")


def is_environment_file(text: str) -> bool:
    """Whether a text holds assignments and comments only, and one assignment at least. A value goes on after an
    escaped line feed, and inside of quotes.
    """
    at, found = 0, False
    while at < len(text):
        match = _ASSIGNMENT.match(text, at)
        if match is None or match.end() == at:
            return False
        found = found or "=" in match[0].partition("#")[0]
        at = match.end()
    return found


class _EnvironmentFile:
    """systemd's automaton, state by state: its corners (where a quote ends, what white space is dropped) are in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[tuple[str, Item]] = []
        self.key = ""
        self.characters: list[str] = []
        self.offsets: list[int] = []
        self.blank_from: int | None = None

    def read(self) -> list[tuple[str, Item]]:
        state = "before key"
        for at, character in enumerate(self.text):
            state = self.step(state, character, at)
        if state in {"before value", "value", "escape", "single", "double", "double escape"}:
            self.push(state)
        return self.found

    def add(self, characters: str, at: int) -> None:
        self.characters.extend(characters)
        self.offsets.extend([at] * len(characters))

    def push(self, state: str) -> str:
        end = self.blank_from if state == "value" else None
        self.found.append((self.key.rstrip(_BLANK), Item("".join(self.characters[:end]), self.offsets[:end])))
        self.key = ""
        return "before key"

    def step(self, state: str, character: str, at: int) -> str:
        """The state after a character."""
        line_end = character in "\n\r"
        if state == "before key":
            if character in "#;":
                return "comment"
            if character not in _BLANK:
                self.key = character
                return "key"
        elif state == "key":
            if line_end:
                return "before key"
            if character == "=":
                self.characters, self.offsets, self.blank_from = [], [], None
                return "before value"
            self.key += character
        elif state == "before value":
            return self.before_value(character, at)
        elif state == "value":
            return self.in_value(character, at)
        elif state == "escape":
            if not line_end:
                self.add(character, at)
            return "value"
        elif state in {"single", "double"}:
            if character == ("'" if state == "single" else '"'):
                return "before value"
            if state == "double" and character == "\\":
                return "double escape"
            self.add(character, at)
        elif state == "double escape":
            if character != "\n":
                self.add(character if character in '"\\`$' else f"\\{character}", at)
            return "double"
        elif state == "comment":
            return "comment escape" if character == "\\" else "before key" if line_end else state
        elif state == "comment escape":
            return "comment"
        return state

    def before_value(self, character: str, at: int) -> str:
        if character in "\n\r":
            return self.push("before value")
        if character in "'\"":
            return "single" if character == "'" else "double"
        if character == "\\":
            return "escape"
        if character in _BLANK:
            return "before value"
        self.add(character, at)
        return "value"

    def in_value(self, character: str, at: int) -> str:
        if character in "\n\r":
            return self.push("value")
        if character == "\\":
            self.blank_from = None
            return "escape"
        if character not in _BLANK:
            self.blank_from = None
        elif self.blank_from is None:
            self.blank_from = len(self.characters)
        self.add(character, at)
        return "value"


def unit(text: str) -> list[Setting]:
    """The settings of a unit file, in order (`config_parse`): comments, continued lines, sections.

    Raises Unreadable.
    """
    demand_readable(text)
    settings: list[Setting] = []
    for section, line in _in_sections(text):
        key, equals, value = line.text.partition("=")
        if key.strip(_BLANK) and equals:
            start = len(key) + 1 + len(value) - len(value.lstrip(_BLANK))
            settings.append(Setting(section, key.strip(_BLANK), line.part(start, start + len(value.strip(_BLANK)))))
    return settings


def _in_sections(text: str) -> Iterator[tuple[str, Item]]:
    """The logical lines of a unit file but for headers, each with the section that it is in."""
    section = ""
    for line in _logical_lines(text):
        header = _SECTION.fullmatch(line.text.strip(_BLANK))
        if header:
            section = header[1]
        else:
            yield section, line


def passed_over(text: str) -> list[Item]:
    """The lines of a unit's service section that systemd passes over and that look like arguments: what a command or a
    variable goes on with where the line before does not end in a backslash (`config_parse`, `parse_line`).
    """
    found: list[Item] = []
    for section, line in _in_sections(text):
        stripped = line.text.strip(_BLANK)
        if section == "Service" and re.match(r"[\"']?(?:--[a-z]|\$\{?\w)", stripped):
            start = len(line.text) - len(line.text.lstrip(_BLANK))
            found.append(line.part(start, start + len(stripped)))
    return found


def _logical_lines(text: str) -> list[Item]:
    """The lines without comments, continued ones joined with a blank in the place of the backslash."""
    lines: list[Item] = []
    parts: list[str] = []
    offsets: list[int] = []
    for match in re.finditer(r"([^\r\n]*)(?:\r\n|\n\r|\r|\n|\Z)", text):
        line = match[1]
        if line.lstrip(_BLANK).startswith(("#", ";")):
            continue
        offsets += range(match.start(), match.start() + len(line))
        continued = (len(line) - len(line.rstrip("\\"))) % 2
        parts.append(f"{line[:-1]} " if continued else line)
        if not continued:
            lines.append(Item("".join(parts), offsets))
            parts, offsets = [], []
    return [*lines, Item("".join(parts), offsets)] if parts else lines


KUBELET = {
    "n": "kubelet.service",
    "N": "kubelet",
    "p": "kubelet",
    "P": "kubelet",
    "i": "",
    "I": "",
    "j": "kubelet",
    "J": "kubelet",
}
"""What the specifiers about the unit are in `kubelet.service`, which is not an instance of a template."""


def specifiers(item: Item) -> tuple[Item, list[str]]:
    """A value with `%%` and what is known of the kubelet's unit resolved, and the specifiers in it whose value only the
    machine knows (they stay written).
    """
    characters: list[str] = []
    offsets: list[int] = []
    unknown: list[str] = []
    at = 0
    while at < len(item.text):
        pair = item.text[at : at + 2]
        if pair[:1] == "%" and pair[1:] in KUBELET and pair[1:]:
            characters.extend(KUBELET[pair[1:]])
            offsets.extend([item.offsets[at]] * len(KUBELET[pair[1:]]))
            at += 2
            continue
        if pair != "%%":
            if pair[:1] == "%" and pair[1:] in SPECIFIERS and len(pair) == 2:
                unknown.append(pair)
            pair = pair[:1]
        characters.append(pair[:1])
        offsets.append(item.offsets[at])
        at += len(pair)
    return Item("".join(characters), offsets), unknown
