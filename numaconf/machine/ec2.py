"""EC2 instance types: what was measured of them, and what follows by rule.

No EC2 API tells the NUMA nodes of a type, so the facts come from a table of measurements, `data/ec2.csv` (its sources
and licence are in `data/README.md`). What was only counted is laid out by the rule of Linux that holds for all 268
types of which the CPU lists of several NUMA nodes were measured: core c of C has the CPUs c and, with two threads,
c + C; node, socket or cache k of N has the cores [k·C/N, (k+1)·C/N). `Machine.derived` names such parts.

A look-up reads one line of the table and leaves the others alone.
"""

from __future__ import annotations

import os
from functools import lru_cache

from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import cpu_list
from numaconf.named import NamedTuple

MIB = 2**20
LOCAL = 10
"""The distance of a NUMA node to itself (Linux, include/linux/topology.h, LOCAL_DISTANCE)."""

_SIZES = ("nano", "micro", "small", "medium", "large", "xlarge")


class InstanceType(NamedTuple):
    """A line of the table. Numbers are None where nobody measured; `derived` names what follows by rule."""

    name: str
    arch: str
    vcpus: int
    memory_mib: int | None
    eni_max_pods: int | None
    numa_nodes: int | None
    sockets: int | None
    threads_per_core: int | None
    l3_caches: int | None
    node_memory_mib: tuple[int, ...]
    node_distances: tuple[tuple[int, ...], ...]
    node_cpus: tuple[str, ...]
    source: str
    derived: tuple[str, ...]

    @property
    def family(self) -> str:
        """The part of the name before the point."""
        return self.name.partition(".")[0]

    @property
    def measured(self) -> bool:
        """Whether the number of NUMA nodes was measured on this type."""
        return self.numa_nodes is not None and "nodes" not in self.derived


@lru_cache(1)
def _table() -> str:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "ec2.csv")
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def _line(line: str) -> InstanceType:
    name, arch, vcpus, *numbers, memory, distances, cpus, source, derived = line.split(",")
    size, pods, nodes, sockets, threads, caches = (int(number) if number else None for number in numbers)
    return InstanceType(
        name, arch, int(vcpus), size, pods, nodes, sockets, threads, caches,
        tuple(map(int, memory.split(";"))) if memory else (),
        tuple(tuple(map(int, row.split(";"))) for row in distances.split("/")) if distances else (),
        tuple(cpus.replace("+", ",").split(";")) if cpus else (),
        source,
        tuple(derived.split("+")) if derived else (),
    )  # fmt: skip


def names() -> tuple[str, ...]:
    """The names of all types, as they are in the table (sorted as text)."""
    return tuple(line.partition(",")[0] for line in _table().splitlines()[1:])


@lru_cache(1)
def instance_types() -> tuple[InstanceType, ...]:
    """All types: families by name, small sizes before large ones."""
    return tuple(sorted(map(_line, _table().splitlines()[1:]), key=_order))


def _order(one: InstanceType) -> tuple[object, ...]:
    size = one.name.partition(".")[2]
    return one.family, size.startswith("metal"), one.vcpus, _SIZES.index(size) if size in _SIZES else 0, size


@lru_cache(1024)
def instance_type(name: str) -> InstanceType | None:
    """The line of one type, or None."""
    table = _table()
    start = table.find(f"\n{name},") + 1 if name and not set(name) & set(",\r\n") else 0
    return _line(table[start : table.index("\n", start)]) if start else None


@lru_cache(64)
def instance(name: str) -> Machine | None:
    """The machine of an instance type, or None for a name that the table lacks.

    Node memory is what Linux showed, in whole MiB; the exact `memory_capacity` and the hugepages are unknown.
    """
    found = instance_type(name)
    return None if found is None else _machine(found)


def _machine(one: InstanceType) -> Machine:
    derived = list(one.derived)
    cores = sockets = l3 = nodes = None
    if one.threads_per_core:
        cores = _cores(one.vcpus, one.threads_per_core)
        if one.threads_per_core > 1 and len(cores) > 1:
            derived.append("cores")
        sockets = _groups(cores, one.sockets)
        l3 = _groups(cores, one.l3_caches)
        derived += [part for part, groups in (("sockets", sockets), ("l3", l3)) if groups and len(groups) > 1]
    if one.numa_nodes:
        cpus = _node_cpus(one, cores)
        if one.numa_nodes > 1 and cpus and not one.node_cpus:
            derived.append("cpus")
        nodes = tuple(
            NumaNode(
                number,
                cpus[number] if cpus else None,
                one.node_memory_mib[number] * MIB if one.node_memory_mib else None,
                socket=_socket_of(number, one.numa_nodes, one.sockets),
            )
            for number in range(one.numa_nodes)
        )
    return Machine(
        one.name,
        nodes,
        cores,
        sockets,
        l3,
        ((LOCAL,),) if one.numa_nodes == 1 else one.node_distances or None,
        derived=tuple(derived),
        instance_type=one.name,
        arch=one.arch or None,
        vcpus=one.vcpus,
        eni_max_pods=one.eni_max_pods,
        memory_mib=one.memory_mib,
        known_from=f"EC2 table, measured by {_SOURCES[one.source]}" if one.source else "EC2 table, not measured",
    )


_SOURCES = {
    "sparecores": "SpareCores",
    "vantage": "ec2instances.info",
    "sparecores+vantage": "SpareCores and ec2instances.info",
}


def _cores(vcpus: int, threads: int) -> tuple[tuple[int, ...], ...]:
    number = vcpus // threads
    return tuple(tuple(range(core, vcpus, number)) for core in range(number))


def _groups(cores: tuple[tuple[int, ...], ...], number: int | None) -> tuple[tuple[int, ...], ...] | None:
    """The CPUs of each of `number` equal parts of the cores, in the order of cores."""
    if not number or len(cores) % number:
        return None
    share = len(cores) // number
    parts = (cores[part * share : (part + 1) * share] for part in range(number))
    return tuple(tuple(sorted(cpu for core in part for cpu in core)) for part in parts)


def _node_cpus(one: InstanceType, cores: tuple[tuple[int, ...], ...] | None) -> tuple[tuple[int, ...], ...] | None:
    if one.node_cpus:
        return tuple(map(cpu_list, one.node_cpus))
    if one.numa_nodes == 1:
        return (tuple(range(one.vcpus)),)
    return None if cores is None else _groups(cores, one.numa_nodes)


def _socket_of(node: int, nodes: int, sockets: int | None) -> int | None:
    """Equal runs of nodes share a socket; a node that holds several sockets belongs to none."""
    return None if not sockets or nodes % sockets else node * sockets // nodes


class Devices(NamedTuple):
    """The devices of an instance type: numbers, names, and gigabytes of local NVMe disks in all.

    On which NUMA nodes they are nobody measured.
    """

    gpu_name: str = ""
    gpus: int = 0
    accelerator_name: str = ""
    accelerators: int = 0
    efas: int = 0
    local_nvme_gb: int = 0


def devices(name: str) -> Devices:
    """The devices of an instance type, none for one that has none or is unknown."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "ec2_devices.csv")
    with open(path, encoding="utf-8") as file:
        line = next((line for line in file if line.startswith(f"{name},")), "") if name else ""
    if not line:
        return Devices()
    _, gpu, gpus, accelerator, accelerators, efas, disks = line.rstrip("\n").split(",")
    return Devices(gpu, int(gpus or 0), accelerator, int(accelerators or 0), int(efas or 0), int(disks or 0))
