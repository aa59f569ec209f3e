"""Edits of a text by routes: the value changes as asked, everything else stays byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.documents import edits, load
from numaconf.documents.source import Route, Source

BLOCK = """\
# head
kind: KubeletConfiguration   # a comment
kubeReserved:
  memory: 1Gi   # why
  cpu: "1"
reservedMemory:
- numaNode: 0
  limits: {memory: 1Gi, hugepages-2Mi: 2Mi}
- numaNode: 1
  limits:
    memory: 1Gi
last: x
"""
JSON = '{\n  "kind": "KubeletConfiguration",\n  "kubeReserved": {"memory": "1Gi"},\n  "empty": {}\n}\n'


def source(text: str) -> Source:
    return Source("x.yaml", load.read(text))


def changed(text: str, edit: edits.Edit | None, route: Route = ()) -> tuple[str, Any]:
    assert edit is not None
    after = edits.apply(text, [edit])
    value = load.read(after).value
    for step in route:
        value = value[step]
    return after, value


@pytest.mark.parametrize(
    ("text", "route", "new", "expected"),
    [
        (BLOCK, ("kubeReserved", "memory"), "2Gi", "2Gi"),
        (BLOCK, ("kubeReserved", "cpu"), '"2"', "2"),
        (BLOCK, ("reservedMemory", 0, "limits", "memory"), "3Gi", "3Gi"),
        (JSON, ("kubeReserved", "memory"), '"3Gi"', "3Gi"),
    ],
)
def test_a_value_is_replaced(text: str, route: Route, new: str, expected: str) -> None:
    after, value = changed(text, edits.replace(source(text), route, new), route)
    assert value == expected
    assert len(after.splitlines()) == len(text.splitlines())
    assert text is JSON or "# why" in after


def test_a_key_is_replaced() -> None:
    after, value = changed(BLOCK, edits.replace(source(BLOCK), ("last",), "first", key=True), ("first",))
    assert value == "x"
    assert after == BLOCK.replace("last: x", "first: x")


@pytest.mark.parametrize(
    ("route", "gone"),
    [
        (("kubeReserved", "memory"), "  memory: 1Gi   # why\n"),
        (("kubeReserved",), 'kubeReserved:\n  memory: 1Gi   # why\n  cpu: "1"\n'),
        (("reservedMemory", 0, "limits", "memory"), "memory: 1Gi, "),
        (("reservedMemory", 0, "limits", "hugepages-2Mi"), ", hugepages-2Mi: 2Mi"),
        (("last",), "last: x\n"),
    ],
)
def test_an_entry_is_removed_with_its_lines_or_its_comma(route: Route, gone: str) -> None:
    after, _ = changed(BLOCK, edits.remove(source(BLOCK), route))
    assert after == BLOCK.replace(gone, "", 1)


@pytest.mark.parametrize("key", ["kind", "kubeReserved", "empty"])
def test_an_entry_of_json_is_removed_with_its_comma(key: str) -> None:
    before = load.read(JSON).value
    _, value = changed(JSON, edits.remove(source(JSON), (key,)))
    assert value == {name: inner for name, inner in before.items() if name != key}


@pytest.mark.parametrize(
    ("text", "route", "new", "line"),
    [
        (BLOCK, ("kubeReserved", "pid"), '"100"', '  pid: "100"\n'),
        (BLOCK, ("new",), "1", "new: 1\n"),
        (BLOCK, ("reservedMemory", 1, "limits", "x"), "y", "    x: y\n"),
        (BLOCK.rstrip("\n"), ("new",), "1", "\nnew: 1\n"),
    ],
)
def test_an_entry_is_added_below_its_siblings(text: str, route: Route, new: str, line: str) -> None:
    after, value = changed(text, edits.insert(source(text), route, new), route)
    assert value == load.read(new).value
    assert after.replace(line, "", 1) == text


@pytest.mark.parametrize("route", [("kubeReserved", "cpu"), ("empty", "a"), ("new",)])
def test_an_entry_is_added_to_json(route: Route) -> None:
    assert changed(JSON, edits.insert(source(JSON), route, '"1"'), route)[1] == "1"


def test_what_would_touch_more_is_not_edited() -> None:
    assert edits.remove(source(BLOCK), ("reservedMemory", 0, "numaNode")) is None
    assert edits.remove(source(BLOCK), ("nothing",)) is None
    assert edits.replace(source(BLOCK), ("nothing",), "x") is None
    assert edits.insert(source(BLOCK), ("kubeReserved", "memory"), "x") is None


def test_overlapping_edits_are_made_once() -> None:
    one = edits.replace(source(BLOCK), ("kubeReserved", "memory"), "2Gi")
    two = edits.remove(source(BLOCK), ("kubeReserved",))
    assert one is not None
    assert two is not None
    assert edits.apply(BLOCK, [one, two]) == edits.apply(BLOCK, [two])


def test_carriage_returns_stay() -> None:
    text = BLOCK.replace("\n", "\r\n")
    after, _ = changed(text, edits.replace(source(text), ("kubeReserved", "memory"), "2Gi"))
    assert after == text.replace("memory: 1Gi   # why", "memory: 2Gi   # why")
