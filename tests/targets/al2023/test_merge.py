from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from numaconf.documents import json
from numaconf.documents.source import Source
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.version import Version
from numaconf.targets.al2023.merge import Merged, merge


def source(spec: dict[str, Any], index: int = 0) -> Source:
    import json as standard

    text = standard.dumps({"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": spec})
    return Source("part.json", json.read(text), index)


def merged(*specs: dict[str, Any]) -> Merged:
    return merge([source(spec, index) for index, spec in enumerate(specs)])


def config(*configs: dict[str, Any]) -> dict[str, Any]:
    return merged(*({"kubelet": {"config": one}} for one in configs)).config


def test_empty_values_override_but_an_empty_map_does_not() -> None:
    first = {"a": "x", "b": 60, "c": [1], "d": {"memory": "2Gi"}, "e": True, "f": 1}
    second = {"a": "", "b": 0, "c": [], "d": {}, "e": False, "f": None}
    assert config(first, second) == {"a": "", "b": 0, "c": [], "d": {"memory": "2Gi"}, "e": False, "f": None}


def test_maps_merge_and_other_kinds_replace_each_other() -> None:
    assert config({"a": {"x": 1, "y": {"z": 1}}}, {"a": {"y": {"w": 2}}}) == {"a": {"x": 1, "y": {"z": 1, "w": 2}}}
    assert config({"a": {"x": 1}}, {"a": 5}) == {"a": 5}
    assert config({"a": 5}, {"a": {"x": 1}}) == {"a": {"x": 1}}
    assert config({"a": [1, 2]}, {"a": [3]}) == {"a": [3]}


def test_whole_numbers_beyond_float64_lose_digits() -> None:
    assert config({"a": 12345678901234567890}) == {"a": 12345678901234567168}


def test_flags_are_appended_and_the_last_non_empty_scalar_wins() -> None:
    found = merged(
        {"kubelet": {"flags": ["--a=1"], "maxPodsExpression": "max_pods"}, "cluster": {"name": "one", "cidr": "x"}},
        {"kubelet": {"flags": ["--b=2", None], "maxPodsExpression": ""}, "cluster": {"name": "", "cidr": "y"}},
    )
    assert [flag for flag, _ in found.flags] == ["--a=1", "--b=2", ""]
    assert found.flags[1][1].source is not None
    assert found.flags[1][1].source.index == 1
    assert found.flags[1][1].route == ("spec", "kubelet", "flags", 0)
    assert found.max_pods_expression is not None
    assert found.max_pods_expression[0] == "max_pods"
    assert found.cluster == {"name": "one", "cidr": "y"}
    assert found.missing() == "Apiserver endpoint is missing in cluster configuration"


def test_each_value_knows_the_part_that_set_it() -> None:
    found = merged(
        {"kubelet": {"config": {"kubeReserved": {"cpu": "1", "memory": "1Gi"}, "maxPods": 60}}},
        {"kubelet": {"config": {"kubeReserved": {"memory": "2Gi"}, "reservedMemory": [{"numaNode": 0}]}}},
    )
    node = EffectiveConfig("al2023", found.config, found.origins, Version(1, 34))
    where = {route: (node.origin(*route).source.index, node.origin(*route).route) for route, _ in node.leaves()}
    base = ("spec", "kubelet", "config")
    assert where == {
        ("kubeReserved", "cpu"): (0, (*base, "kubeReserved", "cpu")),
        ("kubeReserved", "memory"): (1, (*base, "kubeReserved", "memory")),
        ("maxPods",): (0, (*base, "maxPods")),
        ("reservedMemory", 0, "numaNode"): (1, (*base, "reservedMemory", 0, "numaNode")),
    }


VALUES = st.recursive(
    st.sampled_from([0, 1, False, True, "", "x", None, [], [1]]),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
CONFIGS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(CONFIGS, CONFIGS)
def test_every_origin_points_at_the_value_that_is_in_force(first: dict[str, Any], second: dict[str, Any]) -> None:
    found = merged({"kubelet": {"config": first}}, {"kubelet": {"config": second}})
    node = EffectiveConfig("al2023", found.config, found.origins, Version(1, 34))
    for route, value in node.leaves():
        origin = node.origin(*route)
        assert origin.source is not None
        written: Any = origin.source.document.value
        for step in origin.route:
            written = written[step]
        assert written == value


@given(CONFIGS)
def test_a_part_merged_with_itself_changes_nothing(one: dict[str, Any]) -> None:
    assert config(one, one) == config(one)
