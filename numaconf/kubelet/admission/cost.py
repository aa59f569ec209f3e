"""How much the kubelet itself has to do for a pod: its topology manager goes through every combination of hints.

Measured on the kubelets' own packages of 1.34: 0.4 µs for a combination, and 0.3 µs for each CPU of each set of NUMA
nodes. The kubelet does nothing else meanwhile.

Source: `HintMerger.Merge` and the managers' `IterateBitMasks`, 1.27 and later; 1.38 looks for preferred hints first,
and needs all combinations only where there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.merge import NONE, SINGLE
from numaconf.kubelet.admission.node import POD_SCOPE
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.admission.node import Node
    from numaconf.kubelet.admission.pod import Container, Pod

MANY = 10_000_000
"""Combinations beyond which it is said what they mean."""

_COMBINATION, _CPU = 0.4e-6, 0.3e-6


class Cost(NamedTuple):
    """`combinations`: that the merge goes through at worst; `masks`: sets of NUMA nodes that hints are made for;
    `seconds` of CPU time, an estimate.
    """

    combinations: int
    masks: int
    seconds: float


def cost(node: Node, pod: Pod) -> Cost:
    """What one pod costs at worst, when everything is free."""
    if node.merger.policy == NONE:
        return Cost(0, 0, 0.0)
    if node.scope == POD_SCOPE:
        asked = [_resources(node, pod, pod.containers)]
    else:
        asked = [_resources(node, pod, (container,)) for container in pod.containers]
    combinations = masks = 0
    seconds = 0.0
    for sizes in asked:
        product = 1
        for name, nodes in sizes.items():
            product *= nodes if node.merger.policy == SINGLE else (1 << nodes) - 1
            sets = (1 << nodes) - 1
            masks += sets
            seconds += sets * _CPU * (node.layout.number if name == "cpu" else nodes)
        if sizes:
            combinations += product
            seconds += product * _COMBINATION
    return Cost(combinations, masks, seconds)


def _resources(node: Node, pod: Pod, containers: tuple[Container, ...]) -> dict[str, int]:
    """The number of NUMA nodes that each resource's hints are made of."""
    found: dict[str, int] = {}
    for container in containers:
        for name in node.devices.request(container):
            resource = node.devices.resources[name]
            if resource.placed:
                bearing = sum(1 for devices in resource.on.values() if devices)
                found[name] = bearing if node.minor >= 36 else len(node.layout.nodes)
        if node.cpu is not None and not node.cpu.leaves_out(pod) and node.cpu.exclusive(pod, container):
            found["cpu"] = len(node.layout.node_cpus)
        if node.memory is not None and not node.memory.leaves_out(pod):
            for name in container.requests:
                if name == "memory" or name.startswith("hugepages-"):
                    found[name] = len(node.layout.nodes)
    return found
