"""What in the description of a machine should make its reader stop and think, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_text, gib, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import Machine, NumaNode

MISSING, SURPLUS = 0.97, 1.1
"""Shares of MemTotal between which the NUMA nodes' sum is unsuspicious. Today both count the same pages; Linux before
3.10 counted reserved pages in the nodes, up to some hundredths more.
"""

MAX_NODES = 8
"""More NUMA nodes than this the topology manager refuses unless an option raises the number (maxAllowableNUMANodes of
pkg/kubelet/cm/topologymanager/topology_manager.go).
"""


def doubts(machine: Machine) -> tuple[str, ...]:
    """One sentence for each thing; () where there is nothing to say."""
    return (*_memory(machine), *_nodes(machine), *_cpus(machine), *_devices(machine))


def _memory(machine: Machine) -> Iterator[str]:
    nodes, capacity = machine.nodes or (), machine.memory_capacity
    sizes = [node.memory for node in nodes if node.memory is not None]
    if sizes and len(sizes) == len(nodes) and capacity:
        total = sum(sizes)
        both = f"the NUMA nodes have {size_text(total)} together, memoryCapacity is {size_text(capacity)}"
        if total < MISSING * capacity:
            yield (
                f"{both}: the nodes lack {gib(capacity - total)}; some memory is in a node that is not listed, or a "
                "balloon driver took it; reservedMemory and Static memory are measured by the nodes"
            )
        # The memory of a GPU counts or does not, as its driver has it.
        elif sum(node.memory or 0 for node in nodes if node.memory_kind is None) > SURPLUS * capacity:
            yield f"{both}: {gib(total - capacity)} less than the nodes; /proc/meminfo may be that of a container"
    for node in nodes:
        pages = sum(size * number for size, number in (node.hugepages or {}).items())
        if node.memory is not None and pages > node.memory:
            yield f"NUMA node {node.id} has {gib(pages)} of hugepages in {gib(node.memory)} of memory"


_KINDS = {"gpu": "the memory of a GPU", "dax": "CXL or persistent memory", None: "memory without CPUs"}


def _nodes(machine: Machine) -> Iterator[str]:
    nodes = machine.nodes or ()
    for kind, words in _KINDS.items():
        found = [node for node in nodes if node.cpus == () and node.memory_kind == kind and node.memory != 0]
        if found:
            yield f"{_named(found)} {words}; the kubelet counts every one of them as a NUMA node"
    empty = [node for node in nodes if node.memory == 0]
    if empty:
        yield f"{_named(empty)} without memory: no pod that asks for memory can be aligned there"
    if len(nodes) > MAX_NODES:
        yield (
            f"{len(nodes)} NUMA nodes: from {MAX_NODES + 1} on a topology policy other than none needs the option "
            "max-allowable-numa-nodes"
        )


def _named(nodes: list[NumaNode]) -> str:
    names = cpu_text(node.id for node in nodes)
    return f"NUMA nodes {names} are" if nodes[1:] else f"NUMA node {names} is"


def _cpus(machine: Machine) -> Iterator[str]:
    if machine.offline_cpus:
        yield f"offline CPUs, which the kubelet does not count: {cpu_text(machine.offline_cpus)}"
    if machine.isolated_cpus:
        yield (
            f"isolated CPUs: {cpu_text(machine.isolated_cpus)}; the kubelet counts them as any other, and runs pods "
            "there that have no CPUs of their own"
        )


def _devices(machine: Machine) -> Iterator[str]:
    nodes, devices = machine.nodes or (), machine.pci_devices or ()
    nowhere = [one for one in devices if one.numa_node is None]
    if nowhere and len(nodes) > 1:
        names = ", ".join(one.address for one in nowhere[:4]) + (", …" if nowhere[4:] else "")
        yield (
            f"{len(nowhere)} of {len(devices)} PCI devices have no NUMA node ({names}): their plugin can report none, "
            "and the topology manager aligns them with nothing"
        )
    known = {node.id for node in nodes}
    for one in devices:
        if one.numa_node is not None and known and one.numa_node not in known:
            yield f"PCI device {one.address} is on NUMA node {one.numa_node}, which is offline or missing"


def unknown(machine: Machine) -> list[str]:
    """The names of the parts that are not known."""
    nodes = machine.nodes or ()
    parts = {
        "NUMA nodes": machine.nodes is None,
        "CPUs of NUMA nodes": any(node.cpus is None for node in nodes),
        "cores": machine.cores is None,
        "sockets": machine.sockets is None,
        "L3 caches": machine.l3 is None,
        "distances": machine.distances is None and len(nodes) > 1,
        "memory of NUMA nodes": any(node.memory is None for node in nodes),
        "hugepages": any(node.hugepages is None for node in nodes),
        "memoryCapacity": machine.memory_capacity is None,
    }
    return [name for name, missing in parts.items() if missing]
