"""Talos' model against what its machinery and the node's decoder said (tests/recordings/talos.json)."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.documents import yaml
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source, value_at
from numaconf.kubelet import tree
from numaconf.kubelet.version import Version
from numaconf.targets.talos import reader, tables
from tests.recordings import cases

ASKED = Version(1, 34)
_ELSEWHERE = frozenset({"authentication", "authorization", "containerRuntimeEndpoint", "memorySwap", "logging", "kind"})


@pytest.mark.parametrize("case", cases("talos"))
def test_reading(case: dict[str, Any]) -> None:
    says = case["says"]
    sources = []
    for index, one in enumerate(yaml.read_each(case["ask"]["text"])):
        assert not isinstance(one, Unreadable)
        sources.append(Source("machine.yaml", one, index))
    if any(reader.is_document(one.document.value) for one in sources):
        pytest.skip("the recorded machinery has no KubeletConfig document yet")
    if says["load"] and ("duplicate document" in says["load"] or "into string" in says["load"]):
        pytest.skip("two machine configurations in one file; lists of values, which later machinery takes")
    found = reader.read(sources, ASKED, None).findings
    refused = any(one.code == "NC570" for one in found)
    assert refused == bool(says["load"] or "can't be overridden" in (says.get("validate") or "")), found
    if refused:
        return
    on_node = [one for one in found if one.code in {"NC571", "NC005"}]
    assert bool(on_node) == bool(says["node"]), (says, found)
    assert all(one.severity == "will-not-start" for one in on_node)
    if says["node"] or not says.get("config"):
        return
    value = value_at(sources[-1].document.value, ("machine", "kubelet", "extraConfig")) or {}
    root, _, _ = reader.decoded(value, sources[-1], ("machine", "kubelet", "extraConfig"), ASKED)
    made = tree.to_config(root)[0]
    asked = {key: held for key, held in says["config"].items() if key not in _ELSEWHERE and key not in tables.PROTECTED}
    assert {key: held for key, held in made.items() if key != "memorySwap"} == asked


def test_a_key_of_systemReserved_drops_all_of_talos() -> None:  # noqa: N802  the field's name
    def reserved(text: str) -> Any:
        source = Source("m.yaml", yaml.read(f"version: v1alpha1\nmachine:\n  type: worker\n  kubelet: {text}\n"))
        node = reader.read([source], ASKED, None).effective
        assert node is not None
        return node.get("systemReserved")

    assert reserved("{extraConfig: {maxPods: 20}}") == {**tables.RESERVED, "memory": "384Mi"}
    assert reserved("{extraConfig: {systemReserved: {cpu: '1'}}}") == {"cpu": "1"}
    assert reserved("{extraConfig: {systemReserved: {}}}") == {**tables.RESERVED, "memory": "384Mi"}


def test_flags_beat_fields() -> None:
    text = "machine: {kubelet: {extraArgs: {max-pods: 30}, extraConfig: {maxPods: 20}}}\n"
    node = reader.read([Source("m.yaml", yaml.read(text))], ASKED, None).effective
    assert node is not None
    assert node.get("maxPods") == 30
    assert [one.origin.route[-1] for one in node.lost] == ["maxPods"]
    assert ("systemReserved", "memory") in node.unknown
