"""What every proof compares: each thing that was asked for and does not reach the node is named, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.version import kubernetes
from numaconf.profile import shortfall
from numaconf.targets.reading import Hugepages, Reading
from tests.targets.intents import intent

TAINT = {"key": "a", "value": "b", "effect": "NoSchedule"}
ASKED = intent("al2023", {"maxPods": 50}, labels={"team": "radio"}, taints=(TAINT,))
NODE = EffectiveConfig("al2023", {"maxPods": 50}, {}, kubernetes("1.34"))
GOOD = Reading(NODE, labels={"team": "radio", "more": "x"}, taints=(TAINT, {"key": "other", "effect": "NoExecute"}))


def found(reading: Reading, **more: Any) -> list[tuple[Any, ...]]:
    return [one.route for one in shortfall.of_reading(ASKED._replace(**more), reading)]


def test_nothing_is_missing() -> None:
    assert found(GOOD) == []
    bare = ({"key": "a", "effect": "NoSchedule"},)
    assert found(GOOD._replace(taints=({**bare[0], "value": ""},)), taints=bare) == []  # no value is an empty one


@pytest.mark.parametrize(
    ("reading", "route"),
    [
        (GOOD._replace(effective=None), ()),
        (GOOD._replace(effective=NODE.with_(config={"maxPods": 49})), ("kubelet", "maxPods")),
        (GOOD._replace(effective=NODE.with_(config={})), ("kubelet", "maxPods")),
        (GOOD._replace(labels={"team": "core"}), ("node", "labels", "team")),
        (GOOD._replace(labels={}), ("node", "labels", "team")),
        (GOOD._replace(taints=()), ("node", "taints", 0)),
        (GOOD._replace(taints=({**TAINT, "effect": "NoExecute"},)), ("node", "taints", 0)),
        (GOOD._replace(taints=({**TAINT, "value": "c"},)), ("node", "taints", 0)),
    ],
)
def test_what_is_missing_is_named(reading: Reading, route: tuple[Any, ...]) -> None:
    assert found(reading) == [route]


def test_a_kubelet_alone_has_no_labels_and_taints_in_its_file() -> None:
    assert found(GOOD._replace(labels={}, taints=()), target="kubelet") == []


def test_hugepages_of_any_file_count_and_pools_of_one_place_add_up() -> None:
    asked = ASKED._replace(hugepages=(Hugepages(1 << 30, 8, 0), Hugepages(1 << 30, 8, 0), Hugepages(1 << 21, 5)))
    whole = (Hugepages(1 << 30, 16, 0),), (Hugepages(1 << 21, 5),)
    assert list(shortfall.of_hugepages(asked, whole)) == []
    assert [one.route for one in shortfall.of_hugepages(asked, whole[:1])] == [("hugepages", 2)]
    other = ((Hugepages(1 << 30, 16, 1),), whole[1])
    assert [one.route for one in shortfall.of_hugepages(asked, other)] == [("hugepages", 0)]
    assert list(shortfall.of_hugepages(asked._replace(target="kubelet"), ())) == []
