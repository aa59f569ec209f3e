"""TOML as Bottlerocket's reader takes it: TOML 1.0, judged alike by the crate `toml` 0.8."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.documents import toml
from numaconf.documents.toml.version import refuse_newer
from tests.documents.said import caught, refusal, refused_at

VALUES: list[tuple[str, Any]] = [
    ("1_000", 1000), ("0xff", 255), ("0o17", 15), ("0b11", 3), ("+1", 1), ("-0", 0), ("1e3", 1000.0), ("1.5", 1.5),
    ("true", True), ("'\\n'", "\\n"),
    ('"\\u00e9\\U0001F600\\n"', "é\U0001f600\n"), ('"""\na\\\n  b"""', "ab"), ("'''\na\n'''", "a\n"),
    ("[1, 'x', [2], ]", [1, "x", [2]]), ("{b = 1, c.d = 2}", {"b": 1, "c": {"d": 2}}),
    ("9223372036854775807", (1 << 63) - 1), ("-9223372036854775808", -(1 << 63)), ("[\n1, # c\n2\n]", [1, 2]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(text: str, value: Any) -> None:
    found = toml.read(f"a = {text}\n").value["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5-07:00", "1979-05-27", "07:32:00"])
def test_a_date_is_none_of_the_values_that_a_setting_has(text: str) -> None:
    assert type(toml.read(f"a = {text}\n").value["a"]) is toml.Datetime


REFUSED = [
    ("a = 1\na = 2\n", 2, 6), ("[a]\nb = 1\n[a]\n", 3, 3), ("[a]\nb = 1\nb.c = 2\n", 3, 8),
    ("a = {b = 1}\na.c = 2\n", 2, 8), ("[a.b]\n[a]\nb = 1\n", 3, 6), ("a = []\n[[a]]\n", 2, 4),
    ("[[a]]\n[a]\n", 2, 3), ("a.b = 1\n[a]\n", 2, 3), ("a = 01\n", 1, 6), ("a = 1.\n", 1, 6), ("a = .5\n", 1, 5),
    ("a = x\n", 1, 5), ("a = 'x", 1, 7), ('a = "\\q"\n', 1, 8), ("a\n", 1, 2), ("a =\n", 1, 4), ("= 1\n", 1, 1),
    ("é = 1\n", 1, 1), ("a = 1 b = 2\n", 1, 7), ("# é\n\na = [1\n", 4, 1), ("a = {b = 1,}\n", 1, 12),
    ("a = {\n}\n", 1, 6), ("a = \u201cb\u201d\n", 1, 5), ("a = 1\rb = 2\n", 1, 6), ("a = 1979-02-30\n", 1, 5),
    ("a = True\n", 1, 5), ("kind: x\n", 1, 5), ("\ufeffa = x\n", 1, 5), ("a = 'é'\nb = 9223372036854775808\n", 2, 5),
    ("[a]\nb = [1, {c = 1e999}]\n", 2, 14), ("a = 1\nb = " + "9" * 5000, 2, 5),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column"), REFUSED)
def test_a_refusal_says_where(text: str, line: int, column: int) -> None:
    assert refused_at(toml.read, text) == (line, column)
    assert refusal(toml.read, text.encode()).startswith("TOML: ")


def test_bytes_that_are_no_utf_8() -> None:
    assert refused_at(toml.read, "a = 1\n# é".encode("latin-1")) == (2, 3)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a = {\n b = 1\n}\n", 1, 6),
        ("a = {b = 1,}\n", 1, 12),
        ("a = {b = 1, # c\n}\n", 1, 16),
        ('a = "\\\\e\\e"\n', 1, 5),
        ('a = """\n\\x41"""\n', 1, 5),
        ("a = [1979-05-27 07:32]\n", 1, 6),
    ],
)
def test_what_only_a_newer_toml_allows_is_refused_by_any_parser(text: str, line: int, column: int) -> None:
    assert refused_at(refuse_newer, text) == (line, column)
    assert caught(toml.read, text) is not None


def test_what_looks_like_a_newer_toml_is_read() -> None:
    text = """
a = '{'
b = [{c = 1},
]
# \\e {
d = 1979-05-27 07:32:00-07:00
e = '\\e 07:32'
"\\\\e" = [
1]
"""
    assert caught(refuse_newer, text) is None
    assert list(toml.read(text).value) == ["a", "b", "d", "e", "\\e"]


def test_a_newer_parser_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml, "parser_is_newer", lambda: True)
    monkeypatch.setattr(toml.tomllib, "loads", lambda _: {"a": {"b": 1}})
    refused = caught(toml.read, "a = {\n b = 1\n}\n")
    assert refused is not None
    assert refused.message == "TOML: Newline in an inline table"


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{b = " * 100_000,
        "a." * 100_000 + "b = 1",
        "[" + "a." * 100_000 + "b]",
        "a" * ((1 << 20) + 1),
    ],
    ids=len,
)
def test_what_is_too_much_is_a_limit_of_numaconf(text: str) -> None:
    refused = caught(toml.read, text)
    assert refused is not None
    assert refused.limit
