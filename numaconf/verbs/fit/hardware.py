"""The machine as the node has it once it is set up: with the hugepages that the document itself asks for, and with the
device plugins that one expects on an EC2 type with GPUs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.model import Devices, Machine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.machine.model import NumaNode
    from numaconf.targets.reading import Hugepages

USUAL = (2 << 20, 1 << 30)
"""Sizes that Linux lists on every NUMA node, with 0 pages where none are allocated."""


def with_hugepages(machine: Machine, pools: Sequence[Hugepages] | None) -> Machine:
    """The machine with the pools of a document: those for no NUMA node are spread, the first nodes get the surplus."""
    if not pools or machine.nodes is None:
        return machine
    pages: dict[int, dict[int, int]] = {
        node.id: dict(node.hugepages or dict.fromkeys(USUAL, 0)) for node in machine.nodes
    }
    for size in {pool.size for pool in pools}:
        for held in pages.values():
            held[size] = 0
    with_memory = [node.id for node in machine.nodes if node.memory != 0]
    for pool in pools:
        if pool.numa_node is not None:
            if pool.numa_node in pages:
                pages[pool.numa_node][pool.size] += pool.pages
            continue
        share, surplus = divmod(pool.pages, len(with_memory) or 1)
        for place, node in enumerate(with_memory):
            pages[node][pool.size] += share + (place < surplus)
    return machine._replace(nodes=tuple(_with(node, pages[node.id]) for node in machine.nodes))


def _with(node: NumaNode, pages: dict[int, int]) -> NumaNode:
    return node._replace(hugepages=dict(sorted(pages.items())))


def with_devices(machine: Machine) -> Machine:
    """The machine with the GPUs, accelerators and EFA interfaces of its EC2 type, where nothing is said of devices: in
    equal parts on its NUMA nodes, which nobody measured (`derived` then says `devices`).
    """
    if machine.devices is not None or not machine.instance_type or not machine.nodes:
        return machine
    from numaconf.machine import ec2

    has = ec2.devices(machine.instance_type)
    gpu = "amd.com/gpu" if has.gpu_name.startswith("radeon") else "nvidia.com/gpu"
    neuron = "" if has.accelerator_name.startswith("qualcomm") else "aws.amazon.com/neuron"
    numbers = {gpu: has.gpus, neuron: has.accelerators, "vpc.amazonaws.com/efa": has.efas}
    found = tuple(_spread(name, number, machine) for name, number in numbers.items() if name and number)
    if not found or not (has.gpus or has.accelerators):
        return machine
    return machine._replace(devices=found, derived=(*machine.derived, "devices"))


def _spread(name: str, number: int, machine: Machine) -> Devices:
    nodes = [node.id for node in machine.nodes or ()]
    return Devices(name, tuple((nodes[index * len(nodes) // number],) for index in range(number)))
