"""A machine as the kubelet's managers see it.

Source: `pkg/kubelet/cm/cpumanager/topology/topology.go` (`Discover`), 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits

if TYPE_CHECKING:
    from numaconf.machine.model import Devices, Machine


class Layout:
    """The parts of a machine that decide, as bit sets.

    * `nodes`: ids of all NUMA nodes, ascending; `everywhere` their set.
    * `node_cpus`: id of a NUMA node with CPUs to its CPUs; `cpus` all of them.
    * `cores`: lowest CPU of a core to its CPUs; `core_of` the core of a CPU.
    * `sockets`, `caches`: number to CPUs; where no caches are told the kubelet takes the sockets for them.
    * `threads`: CPUs per core, as the kubelet divides them.
    * `memory`: id to bytes; `hugepages`: id to {resource: bytes}, {} where none.
    * `distances`: id to its row, or None.
    """

    def __init__(self, machine: Machine) -> None:
        nodes = machine.nodes or ()
        self.nodes = tuple(node.id for node in nodes)
        self.everywhere = bits.of(self.nodes)
        self.node_cpus = {node.id: bits.of(node.cpus) for node in nodes if node.cpus}
        self.cpus = 0
        for cpus in self.node_cpus.values():
            self.cpus |= cpus
        self.number = self.cpus.bit_count()
        self.cores = {core[0]: bits.of(core) for core in machine.cores or ()}
        self.core_of = {cpu: core[0] for core in machine.cores or () for cpu in core}
        self.threads = self.number // len(self.cores) if self.cores else 1
        # Unknown sockets are taken to be the NUMA nodes, as they are on most machines.
        sockets = machine.sockets if machine.sockets is not None else tuple(node.cpus or () for node in nodes)
        self.sockets = _groups(sockets, self.cpus)
        self.caches = _groups(machine.l3, self.cpus) or self.sockets
        self.memory = {node.id: node.memory or 0 for node in nodes}
        self.hugepages = {node.id: _pages(node.hugepages or {}) for node in nodes}
        self.distances = (
            dict(zip(self.nodes, machine.distances, strict=True)) if machine.distances is not None else None
        )
        self.devices: dict[str, Devices] = {one.resource: one for one in machine.devices or ()}
        self.numa_first = len(self.sockets) >= len(self.node_cpus)

    def cpus_in(self, mask: int) -> int:
        """The CPUs of a set of NUMA nodes."""
        found = 0
        for node, cpus in self.node_cpus.items():
            if mask >> node & 1:
                found |= cpus
        return found

    def nodes_of(self, cpus: int) -> int:
        """The NUMA nodes of a set of CPUs."""
        return bits.of(node for node, members in self.node_cpus.items() if members & cpus)


def _groups(groups: tuple[tuple[int, ...], ...] | None, cpus: int) -> dict[int, int]:
    found = {number: bits.of(group) & cpus for number, group in enumerate(groups or ())}
    return {number: group for number, group in found.items() if group}


def _pages(pages: dict[int, int]) -> dict[str, int]:
    return {hugepages_resource(size): size * count for size, count in pages.items()}


def hugepages_resource(size: int) -> str:
    """The resource of pages of a size in bytes: `hugepages-1Gi`."""
    from numaconf.kubelet import quantity

    return "hugepages-" + quantity.binary(size)
