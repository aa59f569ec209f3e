"""Nodes at the edge: very many NUMA nodes, kubelets that crash, machines of which little is known."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.kubelet.admission import cost
from numaconf.kubelet.admission.admit import Answer, admit
from numaconf.kubelet.admission.node import Missing, Node, node
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.version import Version
from numaconf.machine.model import Machine
from numaconf.machine.synthetic import parse
from numaconf.pods.read import Rules, read
from tests.kubelet.admission.sequences import GI, as_machine

STATIC = {
    "cpuManagerPolicy": "static",
    "memoryManagerPolicy": "Static",
    "reservedMemory": [{"numaNode": 0, "limits": {"memory": "100Mi"}}],
    "reservedSystemCPUs": "0",
}


def made(machine: Machine, minor: int = 34, **config: Any) -> Node:
    return node(EffectiveConfig("kubelet", {**STATIC, **config}, {}, Version(1, minor), machine))


def ask(of: Node, **limits: str) -> Answer:
    value = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "app", "resources": {"limits": limits}}]}}
    return admit(of, of.start, read(value, Rules(of.minor)).pod)


def wide(nodes: int, with_cpus: int, cores: int = 4) -> Machine:
    """NUMA nodes of which only the first have CPUs, as memory on PCI devices looks."""
    return as_machine(
        {
            "name": "wide",
            "nodes": [
                {
                    "id": numa,
                    "memory": 16 * GI,
                    "cores": [
                        {"id": core, "socket": numa, "cpus": [2 * core, 2 * core + 1], "l3": numa}
                        for core in (range(numa * cores, (numa + 1) * cores) if numa < with_cpus else ())
                    ],
                    "distances": [10 if other == numa else 21 for other in range(nodes)],
                }
                for numa in range(nodes)
            ],
        }
    )


@pytest.mark.parametrize("policy", ["single-numa-node", "restricted", "best-effort"])
def test_34_numa_nodes_of_which_two_have_cpus(policy: str) -> None:
    options = {"max-allowable-numa-nodes": "34"}
    of = made(wide(34, 2), topologyManagerPolicy=policy, topologyManagerPolicyOptions=options)
    answer = ask(of, cpu="4", memory="1Gi")
    assert answer.admitted
    assert answer.containers[0].hint == (1, True)
    value = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "app", "resources": {"limits": {
        "cpu": "4", "memory": "1Gi"}}}]}}  # fmt: skip
    found = cost.cost(of, read(value, Rules(34)).pod)
    assert found.masks > 10**10
    assert found.seconds > 86400


def test_distances_of_sparse_numa_nodes_crash_the_kubelet() -> None:
    machine = as_machine(
        {
            "name": "sparse",
            "nodes": [
                {
                    "id": numa,
                    "memory": 16 * GI,
                    "cores": [{"id": core, "socket": 0, "cpus": [core], "l3": core} for core in cores],
                    "distances": [10, 21, 21],
                }
                for numa, cores in ((0, (0, 1, 2)), (2, (3, 4, 5)), (5, (6, 7, 8)))
            ],
        }
    )
    closest = {"prefer-closest-numa-nodes": "true"}
    of = made(machine, topologyManagerPolicy="best-effort", topologyManagerPolicyOptions=closest)
    answer = ask(of, cpu="4", memory="1Gi")
    assert answer.panic
    assert "panic: runtime error: index out of range" in (answer.message or "")
    assert answer.state == of.start


def test_hugepages_that_one_numa_node_does_not_know() -> None:
    described = parse("package:2 numa:1 core:4 pu:2 memory:16Gi")
    first, second = described.nodes or ()
    machine = described._replace(
        nodes=(first._replace(hugepages={2 << 20: 512}), second._replace(hugepages={2 << 20: 512}))
    )
    of = made(machine, topologyManagerPolicy="restricted")
    assert ask(of, cpu="2", memory="1Gi", **{"hugepages-2Mi": "4Mi"}).admitted
    strange = ask(of, cpu="2", memory="1Gi", **{"hugepages-1Gi": "1Gi"})
    assert not strange.admitted


def test_what_is_missing_of_a_machine_is_named() -> None:
    with pytest.raises(Missing, match="memory"):
        made(parse("numa:2 core:4 pu:2"))
    with pytest.raises(Missing, match="NUMA nodes"):
        made(Machine("nothing", None, None))
