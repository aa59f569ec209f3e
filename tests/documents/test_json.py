"""JSON values, strict errors and refusals against the kubelet's reader (encoding/json, sigs.k8s.io/json; recorded)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from numaconf.documents import json, load
from numaconf.documents.errors import Unreadable
from tests import real
from tests.documents.said import cases, refusal, refused_at, same, shown

if TYPE_CHECKING:
    import pathlib

CASES = cases("json", "json")
LEAD = "couldn't get version/kind; json parse error: "


@pytest.mark.parametrize(("text", "says"), CASES, ids=shown)
def test_a_text_is_read_as_the_kubelet_reads_it(text: bytes, says: dict[str, Any]) -> None:
    refused = refusal(json.read, text)
    if "cannot unmarshal number" in says.get("error", ""):
        # Only a field says so, and it depends on the field's type what it says.
        assert not refused
        return
    assert refused == (LEAD + says["error"] if "error" in says else "")
    if refused:
        return
    document = json.read(text)
    assert [error.text for error in document.strict] == says.get("strict", [])
    if not document.strict:
        assert same(document.value, says["value"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1.0}', float),
        ('{"a": 1e3}', float),
        ('{"a": 9223372036854775808}', float),
        ('{"a": 9223372036854775807}', int),
        ('{"a": -0}', int),
    ],
)
def test_a_number_with_a_point_stays_a_float(text: str, value: type) -> None:
    assert type(json.read(text).value["a"]) is value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", True),
        (" \t\r\n{", True),
        ("\u00a0\u3000\u2028\x85{", True),
        ("\u200b{", False),
        ("\ufeff{}", False),
        ("# c\n{}", False),
        ("[]", False),
        ("", False),
        ("\n" * 5000 + "{}", True),
        ("\n" * 5000, False),
    ],
)
def test_what_is_json(text: str, expected: bool) -> None:
    assert json.is_json(text) is expected
    assert json.is_json(text.encode()) is expected


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,\n "b": x}', 2, 7),
        ('{"a": 1', 1, 8),
        ('{"a":\r\n"\u00e9\U0001f600" x}', 2, 6),
        ('{"a": "b\nc"}', 1, 9),
        ('{"a": 1}\n\nx', 3, 1),
        ('{"a": "\\x"}', 1, 9),
        ('{"a": tru\ne}', 1, 10),
    ],
)
def test_a_refusal_says_where(text: str, line: int, column: int) -> None:
    assert refused_at(json.read, text) == (line, column)


@pytest.mark.parametrize("opener", ["[", '{"a":', '{"a":['])
def test_deep_nesting_is_a_limit_of_numaconf(opener: str) -> None:
    for text in (opener * 100_000, '{"a":' + opener * (3 << 20)):
        with pytest.raises(Unreadable, match="which numaconf does not read") as caught:
            load.read(text if text.startswith("{") else '{"a":' + text)
        assert caught.value.limit


def test_what_stands_twice_is_decoded_twice_into_the_same_place(tmp_path: pathlib.Path) -> None:
    text = """{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
      "kubeReserved": {"memory": "1Gi"}, "kubeReserved": {"cpu": "1"},
      "systemReserved": {"cpu": "1"}, "systemReserved": null, "maxPods": 5, "maxPods": null,
      "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1Gi"}}, {"numaNode": 1, "limits": {"memory": "2Gi"}}],
      "reservedMemory": [{"limits": {"hugepages-2Mi": "2Mi"}}]}"""
    value = json.read(text).value
    fields = ("kubeReserved", "systemReserved", "maxPods", "reservedMemory")
    assert [value[field] for field in fields] == [
        {"memory": "1Gi", "cpu": "1"},
        None,
        5,
        [{"numaNode": 0, "limits": {"memory": "1Gi", "hugepages-2Mi": "2Mi"}}],
    ]
    in_force = real.kubelet("1.34", text, "two-numa-104", tmp_path)["effective"]
    assert [value[field] for field in fields] == [in_force[field] for field in fields]


def _stream(text: str) -> list[Any]:
    return [f"{one.line}:{one.column} {one.message}" if isinstance(one, Unreadable) else one.value
            for one in load.read_objects(text)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        (' {"a": 1}\n\n{"b": 2} \n', [{"a": 1}, {"b": 2}]),
        ('{"a": 1} [2] "c"', [{"a": 1}, [2], "c"]),
        ('{"a": "\\ud83d\\ude00 \\ud83d"}{}', [{"a": "\U0001f600 \ufffd"}, {}]),
        ('{"a": 1, "a": 2}{"b": 2}', [{"a": 2}, {"b": 2}]),
        ('{"a": 1},{"b": 2}', [{"a": 1}, "1:9 json: invalid character ',' looking for beginning of value"]),
        ('{"a": 1}\n---\n{"b": 2}', [{"a": 1}, "2:2 json: invalid character '-' in numeric literal"]),
        ('{"a": 1}\n{"b": ', [{"a": 1}, "2:7 json: unexpected end of JSON input"]),
        ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ],
)
def test_values_one_after_another_are_read_as_kubectl_reads_them(text: str, found: list[Any]) -> None:
    assert _stream(text) == found


def test_places_in_a_stream_are_those_of_the_file() -> None:
    documents = list(load.read_objects('{"a": 1}\n{"b": {"c": 2}} {"b": {"c": 3}}'))
    spans = [one.span(("b", "c")) for one in documents if not isinstance(one, Unreadable)]
    assert [(one.line, one.column, one.end_column) for one in spans[1:]] == [(2, 13, 14), (2, 29, 30)]
    assert [one.text(("b", "c")) for one in documents[1:] if not isinstance(one, Unreadable)] == ["2", "3"]


def test_nesting_in_a_stream_has_an_end() -> None:
    deep = '{"a": ' * 300 + "1" + "}" * 300
    assert "nested more than 200" in _stream("{}" + deep)[1]
    assert len(_stream("{}" * 20_000)) == 20_000
