"""Edits of JSON texts: the value changes, and no other byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.documents.json import read
from numaconf.errors import Problem
from numaconf.verbs.into import json as into_json
from numaconf.verbs.into.edits import Edit
from tests.search import cases
from tests.verbs.into.meaning import changed, table_at


def edited(text: str, *changes: Edit) -> str:
    return into_json.edited(text, list(changes), "f.json")


TEXT = """\
{
    "kind": "KubeletConfiguration",
    "maxPods" : 58,
    "kubeReserved": {"memory": "1Gi", "cpu": "100m"},
    "evictionHard": {
        "memory.available": "5%",
        "pid.available": "10%"
    },
    "allowedUnsafeSysctls": ["net.core.somaxconn"],
    "reservedMemory": [
        {"numaNode": 0, "limits": {"memory": "1Gi"}}
    ],
    "featureGates": {}
}
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (Edit(("maxPods",), 110), '"maxPods" : 58', '"maxPods" : 110'),
        (Edit(("kubeReserved", "memory"), "2Gi"), '{"memory": "1Gi",', '{"memory": "2Gi",'),
        (Edit(("kubeReserved", "pid"), "9"), '"100m"}', '"100m", "pid": "9"}'),
        (Edit(("kubeReserved", "memory"), remove=True), '{"memory": "1Gi", "cpu"', '{"cpu"'),
        (Edit(("kubeReserved", "cpu"), remove=True), ', "cpu": "100m"', ""),
        (Edit(("evictionHard", "pid.available"), remove=True), ',\n        "pid.available": "10%"', ""),
        (Edit(("evictionHard", "memory.available"), remove=True), '"memory.available": "5%",\n        ', ""),
        (Edit(("evictionHard", "imagefs.available"), "15%"), '"10%"\n', '"10%",\n        "imagefs.available": "15%"\n'),
        (Edit(("allowedUnsafeSysctls", 1), "kernel.msg*"), 'somaxconn"]', 'somaxconn", "kernel.msg*"]'),
        (Edit(("allowedUnsafeSysctls",), []), '["net.core.somaxconn"]', "[]"),
        (Edit(("featureGates", "A"), True), "{}", '{\n        "A": true\n    }'),
        (
            Edit(("reservedMemory",), [{"numaNode": 1, "limits": {"memory": "2Gi"}}]),
            '[\n        {"numaNode": 0, "limits": {"memory": "1Gi"}}\n    ]',
            '[\n        {\n            "numaNode": 1,\n            "limits": {\n                "memory": "2Gi"\n'
            "            }\n        }\n    ]",
        ),
        (
            Edit(("new", "deep"), {"a": [1]}),
            "{}\n}",
            '{},\n    "new": {\n        "deep": {\n            "a": [1]\n        }\n    }\n}',
        ),
        (Edit(("nowhere",), remove=True), "", ""),
    ],
)  # fmt: skip
def test_only_this_changes(change: Edit, old: str, new: str) -> None:
    assert not old or TEXT.count(old) == 1
    assert edited(TEXT, change) == TEXT.replace(old, new) if old else TEXT


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ('{"a":1,"b":{"c":2}}', '{"a":1,"b":{"c":2,"d":{"e":[1,2]}}}'),
        ('{"a": 1, "b": {"c": 2}}\n', '{"a": 1, "b": {"c": 2, "d": {"e": [1, 2]}}}\n'),
        ("{}\n", '{\n  "b": {\n    "d": {\n      "e": [1, 2]\n    }\n  }\n}\n'),
        ('{\n\t"b": {\n\t\t"c": 2\n\t}\n}', '{\n\t"b": {\n\t\t"c": 2,\n\t\t"d": {\n\t\t\t"e": [1, 2]\n\t\t}\n\t}\n}'),
        ('{\r\n  "b": {}\r\n}\r\n', '{\r\n  "b": {\r\n    "d": {\r\n      "e": [1, 2]\r\n    }\r\n  }\r\n}\r\n'),
        ('  {"b": null}', '  {"b": {"d": {"e": [1, 2]}}}'),
    ],
)
def test_it_is_written_as_the_file_is(text: str, done: str) -> None:
    assert edited(text, Edit(("b", "d"), {"e": [1, 2]})) == done


def test_a_key_that_appears_twice_is_nobodys_to_change() -> None:
    """Readers merge both, so neither alone says what is in force."""
    with pytest.raises(Problem, match="a appears twice"):
        edited('{"a": {"b": 1}, "a": {"c": 2}}', Edit(("a", "b"), 3))
    assert edited('{"a": 1, "a": 2, "b": 3}', Edit(("b",), 4)) == '{"a": 1, "a": 2, "b": 4}'


@pytest.mark.parametrize("text", ['{"a": }', "[1]", "", "{a: 1}", '{"a": 1} x'])
def test_what_cannot_be_edited(text: str) -> None:
    with pytest.raises(Problem, match=r"f\.json: cannot be edited"):
        edited(text, Edit(("a",), 1))


KEYS = st.sampled_from(["a", "b", "cpu", "memory.available", "x y", "é", '"', "\\", "\n", "\u2028"])
SCALARS = st.sampled_from(["x", "1Gi", "", 'say "x"', "\u00e9\u2028", "\x1b", 7, -1, True, None, 1.5])
VALUES = st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner, max_size=4) | st.lists(inner, max_size=3))
MAPS = st.dictionaries(KEYS, VALUES, max_size=5)
LAYOUTS = st.sampled_from([
    {}, {"indent": 2}, {"indent": 4}, {"indent": "\t"}, {"separators": (",", ":")},
    {"indent": 1, "separators": (" ,", " :")}, {"ensure_ascii": False, "indent": 2},
])  # fmt: skip


@settings(max_examples=cases(200))
@given(MAPS, st.lists(KEYS, min_size=1, max_size=3), VALUES, st.booleans(), LAYOUTS)
def test_the_text_says_what_the_change_means(
    value: dict[str, Any], route: list[str], new: Any, remove: bool, layout: dict[str, Any]
) -> None:
    text = json.dumps(value, **layout)
    change = Edit(tuple(route), new, remove=remove)
    done = edited(text, change)
    meant = changed(value, change) if not (remove and table_at(value, route[:-1]) is None) else value
    assert read(done).value == meant, f"{text}\n=====\n{done}"
    assert edited(done, change) == done or not remove
    assert not remove or len(done) <= len(text)
