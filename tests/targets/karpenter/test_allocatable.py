"""Karpenter's arithmetic against its published figures and against the provider itself."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from numaconf.kubelet import quantity
from numaconf.kubelet.version import Version
from numaconf.machine import ec2
from numaconf.machine.model import Machine
from numaconf.targets.karpenter import allocatable
from numaconf.targets.karpenter.allocatable import MIB, Settings
from tests import real

KUBERNETES = Version(1, 34)


def machine(name: str) -> Machine:
    found = ec2.instance(name)
    assert found is not None
    return found


def test_every_published_figure() -> None:
    text = (real.RECORDINGS / "karpenter-instance-types.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        one = Machine(
            row["instance_type"],
            arch=row["arch"],
            vcpus=int(row["vcpus"]),
            memory_mib=int(row["memory_mib"]),
            eni_max_pods=int(row["eni_max_pods"]),
        )
        found = allocatable.allocatable(Settings({}, "AL2023"), KUBERNETES, one)
        assert found.milli_cpu == int(row["karpenter_alloc_cpu_m"]), row
        assert found.memory == int(row["karpenter_alloc_mem_mib_uncached"]) * MIB, row
    assert len(rows) > 1300


KUBELETS: list[dict[str, Any]] = [
    {},
    {"kubeReserved": {"memory": "4Gi"}, "maxPods": 50},
    {"kubeReserved": {"cpu": "0", "memory": "2Gi", "ephemeral-storage": "1Gi"}, "systemReserved": {"cpu": "4"}},
    {"evictionHard": {"memory.available": "5%"}},
    {"evictionHard": {"memory.available": "100%", "nodefs.available": "10%"}},
    {"evictionHard": {"nodefs.available": "10%"}, "systemReserved": {"cpu": "250m", "memory": "1.5Gi"}},
    {"evictionSoft": {"memory.available": "1Gi"}, "evictionSoftGracePeriod": {"memory.available": "1m"}},
]


@pytest.mark.shared
@pytest.mark.parametrize("version", ["1.14", "1.15"])
@pytest.mark.parametrize("family", ["AL2023", "AL2", "Bottlerocket", "Custom"])
@pytest.mark.parametrize("name", ["m5.24xlarge", "c7g.16xlarge", "p5.48xlarge"])
def test_the_figures_are_the_providers(version: str, family: str, name: str) -> None:
    catalog = real.RECORDINGS / "karpenter-instance-types.csv"
    ask = real.karpenter_oracle(version)
    for kubelet in KUBELETS[:: 1 if family == "AL2023" else 3]:
        spec = {"amiFamily": family, "amiSelectorTerms": [{"id": "ami-1"}], "kubelet": kubelet}
        node_class = {
            "apiVersion": "karpenter.k8s.aws/v1",
            "kind": "EC2NodeClass",
            "metadata": {"name": "a"},
            "spec": spec,
        }
        answer = ask(
            "overhead", "--catalog", str(catalog), "--instance-type", name, nodeclass=json.dumps(node_class)
        )["allocatable"]  # fmt: skip
        found = allocatable.allocatable(Settings(kubelet, family), KUBERNETES, machine(name))
        assert found.milli_cpu == quantity.parse(answer["cpu"]).milli, kubelet
        assert found.memory == quantity.parse(answer["memory"]).bytes, kubelet


def test_efa_only_interfaces_leave_the_memory_guess_open() -> None:
    found = allocatable.allocatable(Settings({}, "AL2023", efa_only=1), KUBERNETES, machine("p5.48xlarge"))
    assert found.memory is None
    assert found.milli_cpu is not None
