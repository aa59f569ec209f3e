"""The machine as the kubelet sees it (through cAdvisor). Every part may be unknown (None)."""

from __future__ import annotations

from typing import NamedTuple


class NumaNode(NamedTuple):
    """One NUMA node. `memory` is the node's MemTotal in bytes; `hugepages` maps page size in bytes to page count."""

    id: int
    cpus: tuple[int, ...] | None = None
    memory: int | None = None
    hugepages: dict[int, int] | None = None
    socket: int | None = None


class Machine(NamedTuple):
    """A machine.

    `nodes`: its NUMA nodes by ascending id. `cores`: the CPUs of each physical core. `sockets`: CPUs of each socket.
    `l3`: CPUs of each last-level cache. `distances`: SLIT rows in the order of `nodes`. `memory_capacity`: bytes of
    RAM that the kubelet takes percentages of (MemTotal), which need not be the sum of the nodes. `derived`: CPU lists
    follow from a rule that holds for all measured EC2 types, they were not measured on this type. `instance_type`,
    `arch` (`amd64`, `arm64`), `vcpus` and `eni_max_pods` (pods by the ENI limit of the default network card, what EKS
    formulas use) are known for EC2 types.
    """

    name: str
    nodes: tuple[NumaNode, ...] | None = None
    cores: tuple[tuple[int, ...], ...] | None = None
    sockets: tuple[tuple[int, ...], ...] | None = None
    l3: tuple[tuple[int, ...], ...] | None = None
    distances: tuple[tuple[int, ...], ...] | None = None
    memory_capacity: int | None = None
    derived: bool = False
    instance_type: str | None = None
    arch: str | None = None
    vcpus: int | None = None
    eni_max_pods: int | None = None
    memory_mib: int | None = None

    @property
    def node_ids(self) -> tuple[int, ...] | None:
        """The ids of the NUMA nodes, or None."""
        return None if self.nodes is None else tuple(node.id for node in self.nodes)

    @property
    def cpus(self) -> frozenset[int] | None:
        """All CPUs, or None when some node's are unknown."""
        if self.nodes is None or any(node.cpus is None for node in self.nodes):
            return frozenset(range(self.vcpus)) if self.vcpus is not None else None
        return frozenset(cpu for node in self.nodes for cpu in node.cpus or ())

    @property
    def cpu_count(self) -> int | None:
        """How many logical CPUs it has, or None."""
        return self.vcpus if self.vcpus is not None else None if self.cpus is None else len(self.cpus)

    @property
    def threads_per_core(self) -> int | None:
        """Logical CPUs per core as the kubelet divides them (CPUs // cores), or None."""
        return None if not self.cores else sum(map(len, self.cores)) // len(self.cores)

    def node(self, number: int) -> NumaNode | None:
        """The NUMA node with that id, or None."""
        return next((node for node in self.nodes or () if node.id == number), None)
