"""The real kubelet on our machines: what it makes of them is what we think they are."""

from __future__ import annotations

import json
import pathlib

import pytest

from numaconf.machine import find, numa_nodes
from numaconf.machine.model import Machine
from numaconf.machine.notation import cpu_list
from tests.machines import oracle_format
from tests.real import kubelet

STATIC = """
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
topologyManagerPolicy: single-numa-node
reservedSystemCPUs: "0"
evictionHard: {{memory.available: 256Mi}}
memoryManagerPolicy: Static
systemReserved: {{memory: 512Mi}}
reservedMemory: {reserved}
"""

MACHINES = {
    "c5n.18xlarge": "c5n.18xlarge",
    "m5a.12xlarge": "m5a.12xlarge",
    "p5.48xlarge": "p5.48xlarge",
    "hpc7a.96xlarge": "hpc7a.96xlarge",
    "synthetic": "package:2 numa:2 l3:2 core:4 pu:2 memory:16Gi",
    "without SMT": "numa:1 core:8 memory:16Gi",
}

SPARSE = numa_nodes.machine(
    {
        "numaNodes": [
            {"id": 0, "cpus": "0-3,8-11", "memory": "16Gi", "socket": 0},
            {"id": 8, "cpus": "4-7,12-15", "memory": "16Gi", "socket": 1},
        ],
        "memoryCapacity": "31Gi",
    },
    "sparse",
)


@pytest.mark.shared
@pytest.mark.parametrize("name", [*MACHINES, "sparse"])
def test_the_kubelet_sees_the_same_machine(name: str, tmp_path: pathlib.Path) -> None:
    """CPUs, capacity, and NUMA nodes: a reservation for each of our nodes starts, one for a further node does not."""
    machine: Machine = SPARSE if name == "sparse" else find.find(MACHINES[name])
    ids = machine.node_ids or ()

    def ask(numbers: tuple[int, ...]) -> dict[str, object]:
        share = 768 // len(numbers)
        reserved = [{"numaNode": number, "limits": {"memory": f"{share}Mi"}} for number in numbers]
        text = STATIC.format(reserved=json.dumps(reserved))
        found: dict[str, object] = kubelet("1.34", text, oracle_format(machine), tmp_path)
        return found

    answer = ask(ids)
    assert answer["verdict"] == "starts", answer["first_error"]
    node = answer["node"]
    assert isinstance(node, dict)
    assert set(cpu_list(node["default_cpuset"])) == machine.cpus
    assert node["capacity"]["cpu"] == str(machine.cpu_count)
    refused = ask((*ids[:-1], max(ids) + 1))
    assert refused["verdict"] == "will-not-start"
    assert f"NUMA node {max(ids) + 1} that does not exist" in str(refused["first_error"])
