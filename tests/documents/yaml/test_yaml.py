"""YAML values, strict errors and refusals against the kubelet's reader (sigs.k8s.io/yaml 1.6.0, recorded)."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.documents import load, yaml
from numaconf.documents.errors import Unreadable
from numaconf.documents.yaml import scalars
from tests.documents.said import cases, refusal, refused_at, same, shown

CASES = cases("yaml", "yaml")


@pytest.mark.parametrize(("text", "says"), CASES, ids=shown)
def test_a_text_is_read_as_the_kubelet_reads_it(text: bytes, says: dict[str, Any]) -> None:
    refused = refusal(yaml.read, text)
    if "error" in says or refused:
        # Go's sentence about a bad key goes on with the value, which may be long.
        assert says.get("error", "").partition(", key: ")[0] == refused
        return
    document = yaml.read(text)
    assert same(document.value, says["value"])
    lines = "".join(f"\n  {error.text}" for error in document.strict)
    assert says.get("strict", "") == ("yaml: unmarshal errors:" + lines if lines else "")


def test_an_alias_of_an_infinity_is_a_key() -> None:
    # Go keeps one of the two, another one in every run.
    assert yaml.read("? &i .inf\n: 1\n? *i\n: 1\n").value == {".inf": 1}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: [1\nc: 2\n", 3, 2),
        ("a:\n  b: 1\n\tc: 2\n", 3, 1),
        ("a: 'x\n", 2, 1),
        ("a: 1\nb: *c\n", 2, 4),
        ("a: 1\nb: !!int x\n", 2, 4),
        ("a: {b: ~, ~: c}\n", 1, 11),
        ("a: b: c\n", 1, 5),
        ("a: \u201cb\u201d\n\u00e9: c: d\n", 2, 5),
        ("\ufeffa: b: c\n", 1, 5),
        ("# x\u2028y: 1\nb: c: d\n", 2, 5),  # a line end to libyaml, and to no editor
        ("a: x\rb: c\r\nd: e: f\r\n", 2, 5),
        (b"a: 1\n# f\xfcr\n", 2, 4),
        ("a: 1\n\x07b: 2\n", 2, 1),
        ("a: .inf\n", 1, 4),
    ],
)
def test_a_refusal_says_where(text: bytes | str, line: int, column: int) -> None:
    assert refused_at(yaml.read, text) == (line, column)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_document_is_read_by_itself(end: str) -> None:
    text = end.join(["# head", "---", "a: 1", "---", "b: [", "---", "c: 3", "...", ""])
    one, two, three = yaml.read_each(text)
    assert (one.value, one.line) == ({"a": 1}, 3)
    assert isinstance(two, Unreadable)
    assert two.line == 6
    assert (three.value, three.line) == ({"c": 3}, 7)
    assert three.text(("c",)) == "3"
    assert three.span(("c",), key=True) == (7, 1, 7, 2)


def test_a_directive_belongs_to_the_document_below_it() -> None:
    for mark in ("", "\ufeff"):
        assert [one.value for one in yaml.read_all(f"{mark}%YAML 1.1\n---\na: 1\n---\nb: 2\n")] == [{"a": 1}, {"b": 2}]


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        "[a, {b: " * DEEP,
        "a: " + "[" * DEEP + "]" * DEEP,
        "- " * DEEP + "a",
        "".join(" " * depth + "a:\n" for depth in range(2000)),
        "? " * DEEP + "a",
        "[" * (16 << 20),
        "# JSON starts with a brace\n" + "{" * (1 << 20),
        "a" * ((16 << 20) + 1),
    ],
    ids=lambda text: f"{text[:6]!r} {len(text)}",
)
def test_what_numaconf_does_not_read_is_said_to_be_its_limit(text: str) -> None:
    for read in (yaml.read, load.read):
        with pytest.raises(Unreadable, match="which numaconf does not read") as caught:
            read(text)
        assert caught.value.limit


def test_documents_of_one_text_count_its_lines_once():
    first, second, third = yaml.read_all("a: 1\n---\nb: 1\n---\nc: 1\n")
    assert third.span(("c",)).line == 5
    assert first.line_starts is second.line_starts is third.line_starts


def test_values_of_words_are_kept_within_bounds():
    words = [str(number) for number in range(10_000)] + ["x" * 1000, "0o17", "~"]
    assert [scalars.PLAIN[word] for word in words] == [*range(10_000), "x" * 1000, 15, None]
    assert len(scalars.PLAIN) <= 8192
    assert "x" * 1000 not in scalars.PLAIN
