"""Which fields of Karpenter's objects make nodes drift."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numaconf.targets.karpenter.drift import causes

HASHED = "in the hash, so nodes drift"


def objects(**fields: Any) -> bytes:
    """An EC2NodeClass and a NodePool; `a__b` sets a.b of either (`class__…`, `pool__…`)."""
    kinds: dict[str, dict[str, Any]] = {
        "class": {"kind": "EC2NodeClass", "spec": {
            "amiSelectorTerms": [{"alias": "al2023@latest"}], "subnetSelectorTerms": [{"id": "a"}, {"id": "b"}],
            "kubelet": {"maxPods": 110}, "userData": "x",
        }},
        "pool": {"kind": "NodePool", "spec": {
            "weight": 1, "disruption": {"consolidateAfter": "30s"},
            "template": {"metadata": {"labels": {"a": "b"}},
                         "spec": {"expireAfter": "720h", "requirements": [{"key": "k", "operator": "Exists"}]}},
        }},
    }  # fmt: skip
    for path, value in fields.items():
        kind, *steps = path.split("__")
        held = kinds[kind]["spec"]
        for step in steps[:-1]:
            held = held.setdefault(step, {})
        held[steps[-1]] = value
    return "\n".join(json.dumps(one) for one in kinds.values()).encode()


CHANGES: dict[str, tuple[Any, str]] = {
    "class__kubelet__maxPods": (200, f"EC2NodeClass: spec.kubelet.maxPods: {HASHED}"),
    "class__kubelet__topologyManagerPolicy": (
        "restricted",
        f"EC2NodeClass: spec.kubelet.topologyManagerPolicy: {HASHED}",
    ),
    "class__userData": ("y", f"EC2NodeClass: spec.userData: {HASHED}"),
    "class__tags": ({"a": "b"}, f"EC2NodeClass: spec.tags: {HASHED}"),
    "class__amiSelectorTerms": (
        [{"alias": "al2023@v1"}],
        "EC2NodeClass: spec.amiSelectorTerms: a node drifts",
    ),
    "class__subnetSelectorTerms": ([{"id": "c"}], "EC2NodeClass: spec.subnetSelectorTerms: a node drifts"),
    "pool__template__metadata__labels": ({"a": "c"}, f"NodePool: spec.template.metadata.labels.a: {HASHED}"),
    "pool__template__spec__taints": ([{"key": "a"}], f"NodePool: spec.template.spec.taints: {HASHED}"),
    "pool__template__spec__requirements": (
        [],
        "NodePool: spec.template.spec.requirements: a node drifts",
    ),
    "pool__weight": (2, "NodePool: spec.weight: no node drifts"),
    "pool__disruption": ({"consolidateAfter": "1m"}, "NodePool: spec.disruption: no node drifts"),
}


@pytest.mark.parametrize("path", CHANGES)
def test_each_field_says_what_it_does(path: str) -> None:
    value, says = CHANGES[path]
    (told,) = causes(objects(), objects(**{path: value}))
    assert told.startswith(says)


def test_what_the_hash_passes_over() -> None:
    """The order of lists, and what is empty."""
    same = {
        "class__subnetSelectorTerms": [{"id": "b"}, {"id": "a"}],
        "class__tags": {},
        "pool__template__spec__taints": [],
    }
    assert causes(objects(), objects(**same)) == ()


def test_several_are_told_together_and_others_left_alone() -> None:
    new = objects(class__kubelet__maxPods=1, class__userData="y", pool__weight=3)
    assert [one.partition(": ")[2].partition(": ")[0] for one in causes(objects(), new)] == [
        "spec.kubelet.maxPods, spec.userData", "spec.weight",
    ]  # fmt: skip
    assert causes(b"{", objects()) == causes(objects(), b"kind: EC2NodeClass\n---\nkind: EC2NodeClass\n") == ()
