from __future__ import annotations

import pytest

from numaconf.kubelet.effective import Origin
from numaconf.machine.model import Machine
from numaconf.targets.eks import formula as eks
from tests import real


# Printed by nodeadm for pretended machines (eks.md §1.5).
@pytest.mark.parametrize(
    ("cpus", "milli"),
    [(1, 60), (2, 70), (4, 80), (8, 90), (16, 110), (32, 150), (48, 190), (64, 230), (72, 250), (96, 310), (128, 390),
     (192, 550), (384, 1030), (448, 1190), (896, 2310)],
)  # fmt: skip
def test_cpu_reservation_is_the_one_nodeadm_prints(cpus: int, milli: int) -> None:
    assert eks.cpu_milli(cpus) == milli


def test_the_formula_gives_the_whole_map() -> None:
    machine = Machine("m5.24xlarge", vcpus=96, eni_max_pods=737)
    assert eks.formula(machine, {}) == {"cpu": "310m", "ephemeral-storage": "1Gi", "memory": "8362Mi"}


@pytest.mark.parametrize("machine", [Machine("m5.24xlarge", vcpus=96), Machine("m5.24xlarge", eni_max_pods=737)])
def test_the_formula_is_unknown_where_a_part_is(machine: Machine) -> None:
    assert eks.formula(machine, {}) is None


def test_origins_tell_the_sum() -> None:
    config, origins, unknown = {}, {}, {}
    machine = Machine("m5.24xlarge", vcpus=96, eni_max_pods=737, instance_type="m5.24xlarge")
    eks.reserve("nodeadm", machine, config, origins, unknown)
    assert config == {
        "kubeReserved": {"cpu": "310m", "ephemeral-storage": "1Gi", "memory": "8362Mi"},
        "maxPods": 737,
    }
    assert origins["kubeReserved", "memory"] == Origin(
        "platform-default", note="nodeadm computes kubeReserved.memory for m5.24xlarge as 11 × 737 + 255 MiB"
    )
    assert unknown == {}


def test_without_a_machine_the_reservation_is_unknown_not_absent() -> None:
    config, origins, unknown = {}, {}, {}
    eks.reserve("nodeadm", None, config, origins, unknown)
    assert config == {"kubeReserved": {"ephemeral-storage": "1Gi"}}
    assert unknown == {
        ("kubeReserved", "memory"): "machine unknown: nodeadm computes it from the instance type",
        ("kubeReserved", "cpu"): "machine unknown: nodeadm computes it from the number of CPUs",
        ("maxPods",): "machine unknown: nodeadm takes it from the instance type",
    }


@pytest.mark.parametrize("name", ["nodeadm", "al2"])
def test_the_recorded_nodes_reserve_the_same(name: str) -> None:
    known = {"m5.24xlarge": (96, 737), "p5.48xlarge": (192, 100)}
    seen = set()
    for case in real.vectors(name):
        config = case["output"].get("effective" if name == "nodeadm" else "config") or {}
        touched = "kubeReserved" in case["input"]["userData"] or "maxPods" in case["input"]["userData"]
        touched = touched or "/etc/eks/nodeadm.d" in case["input"]
        if "kubeReserved" not in config or touched:
            continue
        kind = case["input"]["instanceType"]
        vcpus, pods = known[kind]
        machine = Machine(kind, vcpus=vcpus, eni_max_pods=pods)
        if "base64" not in case["case"]:
            assert eks.formula(machine, {}) == config["kubeReserved"], case["case"]
            seen.add(kind)
    assert seen == ({"m5.24xlarge", "p5.48xlarge"} if name == "nodeadm" else {"m5.24xlarge"})
