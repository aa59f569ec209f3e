"""The machine as the kubelet sees it (through cAdvisor). Every part may be unknown (None)."""

from __future__ import annotations

from numaconf.named import NamedTuple


class NumaNode(NamedTuple):
    """One NUMA node.

    `cpus`: its online CPUs, ascending; () for a node of memory only. `memory`: the node's MemTotal in bytes.
    `hugepages`: page size in bytes to number of pages. `socket`: the physical package that holds all of its CPUs.
    `memory_kind`: `gpu` where the node is a GPU's own memory, `dax` where it is CXL or persistent memory that a driver
    gave to the kernel; None for ordinary memory, and where nobody says.
    """

    id: int
    cpus: tuple[int, ...] | None = None
    memory: int | None = None
    hugepages: dict[int, int] | None = None
    socket: int | None = None
    memory_kind: str | None = None


class PciDevice(NamedTuple):
    """A PCI device that workloads ask for.

    `address`: `0000:17:00.0`. `kind`: `gpu` (any display controller), `network`, `nvme` or `accelerator`. `vendor`,
    `device`: the ids, four hexadecimal digits. `numa_node`: None where the platform does not say. `pcie_root`: the
    root complex it is connected to, `pci0000:17`.
    """

    address: str
    kind: str
    vendor: str | None = None
    device: str | None = None
    driver: str | None = None
    numa_node: int | None = None
    pcie_root: str | None = None


class Devices(NamedTuple):
    """The devices of one extended resource (`nvidia.com/gpu`) that a device plugin of the machine offers.

    `numa`: for each device, in the order of its index, the NUMA node ids that its plugin reports; () for a device
    without topology.
    """

    resource: str
    numa: tuple[tuple[int, ...], ...]


class Machine(NamedTuple):
    """A machine.

    * `nodes`: its NUMA nodes by ascending id (ids need not be 0, 1, 2, …).
    * `cores`: the CPUs of each physical core, by ascending first CPU.
    * `sockets`: CPUs of each socket. `l3`: CPUs of each level 3 cache, () where there is none.
    * `distances`: SLIT rows in the order of `nodes`.
    * `devices`: what its device plugins offer, by resource.
    * `memory_capacity`: bytes of RAM that the kubelet takes percentages of (MemTotal of `/proc/meminfo`). It is not
      the sum of the nodes' memory (kernels differ in what they count); only a synthetic description, where nothing else
      can be said, has the sum.
    * `derived`: names of parts (`nodes`, `cpus`, `threads`, `cores`, `sockets`, `l3`) that follow from a rule which
      holds for all measured EC2 types, and were not measured on this type. `cpus` are the NUMA nodes' CPU lists.
    * `offline_cpus`: CPUs that are present and switched off; no node has them. `isolated_cpus`: CPUs that the kernel's
      scheduler leaves alone (`isolcpus`); they are in the nodes' lists.
    * `pci_devices`: by ascending address. `kernel_parameters`: name to value, of those that matter to NUMA.
    * `instance_type`, `arch` (`amd64`, `arm64`), `vcpus`, `eni_max_pods` (pods by the ENI limit of the default network
      card, what EKS formulas use) and `memory_mib` (as advertised) are known for EC2 types.
    * `known_from`: where all this comes from, in words.
    """

    name: str
    nodes: tuple[NumaNode, ...] | None = None
    cores: tuple[tuple[int, ...], ...] | None = None
    sockets: tuple[tuple[int, ...], ...] | None = None
    l3: tuple[tuple[int, ...], ...] | None = None
    distances: tuple[tuple[int, ...], ...] | None = None
    memory_capacity: int | None = None
    devices: tuple[Devices, ...] | None = None
    derived: tuple[str, ...] = ()
    instance_type: str | None = None
    arch: str | None = None
    vcpus: int | None = None
    eni_max_pods: int | None = None
    memory_mib: int | None = None
    known_from: str = ""
    offline_cpus: tuple[int, ...] | None = None
    isolated_cpus: tuple[int, ...] | None = None
    pci_devices: tuple[PciDevice, ...] | None = None
    kernel_parameters: dict[str, str] | None = None

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
