"""Pictures of machines: one in full, many as a table; as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.machine.doubts import doubts, unknown
from numaconf.machine.notation import cpu_text, gib, size_text
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.machine.ec2 import InstanceType
    from numaconf.machine.model import Machine, NumaNode
    from numaconf.verbs.overlay import Overlay

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"

RULES = {
    "nodes": "the number of NUMA nodes: every measured type with fewer than 24 vCPUs has one",
    "cpus": "the CPUs of each NUMA node: numbered as on all measured types",
    "threads": "threads per core: as on other sizes of this family (arm64: one)",
    "cores": "the siblings of each core: numbered as on all measured types",
    "sockets": "the CPUs of each socket: equal parts in the order of cores",
    "l3": "the CPUs of each L3 cache: equal parts in the order of cores",
}
"""What is said of the parts that `Machine.derived` names."""


def head(machine: Machine) -> list[str]:
    """What there is to say of a machine as a whole, a line each."""
    lines = [f"{shown(machine.name)}  {shown(_kind(machine))}"]
    counts = [
        _count(machine.cpu_count, "CPU"),
        _count(None if machine.cores is None else len(machine.cores), "core"),
        _count(machine.threads_per_core, "thread") + " per core",
        _count(None if machine.nodes is None else len(machine.nodes), "NUMA node"),
        _count(None if machine.sockets is None else len(machine.sockets), "socket"),
        _count(None if machine.l3 is None else len(machine.l3), "L3 cache"),
    ]
    known = ", ".join(count for count in counts if not count.startswith("?"))
    lines += [f"  {known}"] if known else []
    memory = []
    total = _total(machine.nodes)
    if total is not None:
        memory.append(f"{gib(total)} of memory on its NUMA nodes")
    if machine.memory_mib is not None:
        memory.append(f"{gib(machine.memory_mib << 20)} advertised")
    if machine.memory_capacity is not None:
        memory.append(f"memoryCapacity {size_text(machine.memory_capacity)}")
    if memory:
        lines.append("  " + ", ".join(memory))
    if machine.eni_max_pods is not None:
        lines.append(f"  {machine.eni_max_pods} pods by the ENI limit (what EKS computes kubeReserved from)")
    return lines


def _kind(machine: Machine) -> str:
    words = [machine.instance_type if machine.instance_type != machine.name else None, machine.arch, machine.known_from]
    return ", ".join(word for word in words if word)


def _count(number: int | None, what: str) -> str:
    if number is None:
        return "?"
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _total(nodes: tuple[NumaNode, ...] | None) -> int | None:
    sizes = [node.memory for node in nodes or ()]
    return None if not sizes or None in sizes else sum(size or 0 for size in sizes)


def notes(machine: Machine) -> list[str]:
    """What was derived, and what is unknown, a line each."""
    lines = []
    if machine.derived:
        lines.append("  derived, not measured on this type:")
        lines += [f"    {RULES[part]}" for part in RULES if part in machine.derived]
    missing = unknown(machine)
    if missing:
        lines.append(f"  unknown: {', '.join(missing)}")
    return lines


def data(machine: Machine, over: Overlay | None = None) -> dict[str, Any]:
    """A machine for `--format json`: sizes are bytes, CPU sets are lists as Linux writes them, null is unknown.

    `with` is there where a configuration is laid over it.
    """
    from numaconf.machine.snapshot_devices import pci_data

    if over is not None:
        return {**data(over.machine), "with": _overlay_data(over)}

    def lists(groups: tuple[tuple[int, ...], ...] | None) -> list[str] | None:
        return None if groups is None else [cpu_text(group) for group in groups]

    return {
        "version": 1,
        "name": machine.name,
        "knownFrom": machine.known_from,
        "instanceType": machine.instance_type,
        "architecture": machine.arch,
        "cpus": machine.cpu_count,
        "threadsPerCore": machine.threads_per_core,
        "memoryCapacity": machine.memory_capacity,
        "advertisedMemory": None if machine.memory_mib is None else machine.memory_mib << 20,
        "eniMaxPods": machine.eni_max_pods,
        "numaNodes": None if machine.nodes is None else [
            {
                "id": node.id,
                "cpus": None if node.cpus is None else cpu_text(node.cpus),
                "memory": node.memory,
                "hugepages": None if node.hugepages is None else {size_text(k): v for k, v in node.hugepages.items()},
                "socket": node.socket,
                "memoryKind": node.memory_kind,
            }
            for node in machine.nodes
        ],
        "cores": lists(machine.cores),
        "sockets": lists(machine.sockets),
        "l3": lists(machine.l3),
        "distances": None if machine.distances is None else [list(row) for row in machine.distances],
        "devices": None if machine.devices is None else [
            {"resource": one.resource, "numa": [list(ids) for ids in one.numa]} for one in machine.devices
        ],
        "offlineCpus": None if machine.offline_cpus is None else cpu_text(machine.offline_cpus),
        "isolatedCpus": None if machine.isolated_cpus is None else cpu_text(machine.isolated_cpus),
        "pciDevices": pci_data(machine.pci_devices),
        "kernelParameters": machine.kernel_parameters,
        "instanceTypeDevices": _type_devices(machine),
        "derived": list(machine.derived),
        "doubts": list(doubts(machine)),
        "unknown": unknown(machine),
    }  # fmt: skip


def _type_devices(machine: Machine) -> dict[str, Any] | None:
    """How many devices an EC2 type has; on which NUMA nodes was not measured."""
    if not machine.instance_type:
        return None
    from numaconf.machine import ec2

    one = ec2.devices(machine.instance_type)
    return {
        "gpus": one.gpus,
        "gpuName": one.gpu_name or None,
        "accelerators": one.accelerators,
        "acceleratorName": one.accelerator_name or None,
        "efas": one.efas,
        "localNvmeGB": one.local_nvme_gb,
    }


def _overlay_data(over: Overlay) -> dict[str, Any]:
    return {
        "path": over.path,
        "kind": over.kind,
        "kubernetesVersions": list(dict.fromkeys(over.versions)),
        "fatal": list(over.fatal),
        "numaNodes": [
            {
                "id": share.id,
                "reservedCpus": None if share.reserved is None else cpu_text(share.reserved),
                "reservedMemory": share.reserved_memory,
                "largestPod": {
                    "cpus": share.exclusive,
                    "memory": share.memory,
                    "hugepages": share.hugepages,
                    "devices": share.devices,
                },
            }
            for share in over.shares.nodes
        ],
    }


def instance_type_data(one: InstanceType) -> dict[str, Any]:
    """A line of the EC2 table for `machine list --format json`; null is unknown."""
    return {
        "instanceType": one.name,
        "architecture": one.arch or None,
        "vcpus": one.vcpus,
        "memoryMiB": one.memory_mib,
        "numaNodes": one.numa_nodes,
        "measured": one.measured,
        "sockets": one.sockets,
        "threadsPerCore": one.threads_per_core,
        "l3Caches": one.l3_caches,
        "eniMaxPods": one.eni_max_pods,
    }


def instance_types(types: Sequence[InstanceType]) -> str:
    """Instance types as a table; a NUMA node count that was not measured has a `*`."""
    header = ("instance type", "vCPUs", "memory", "NUMA", "sockets", "SMT", "L3", "arch", "pods")
    star = any(_inferred(one) for one in types)
    rows = [
        (
            one.name,
            str(one.vcpus),
            "?" if one.memory_mib is None else gib(one.memory_mib << 20),
            _known(one.numa_nodes) + ("*" if _inferred(one) else " " if star else ""),
            _known(one.sockets),
            _known(one.threads_per_core),
            _known(one.l3_caches),
            one.arch or "?",
            _known(one.eni_max_pods),
        )
        for one in types
    ]
    return table(header, rows, right={1, 2, 3, 4, 5, 6, 8}, indent="")


def _inferred(one: InstanceType) -> bool:
    return one.numa_nodes is not None and not one.measured


def _known(number: int | None) -> str:
    return "?" if number is None else str(number)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: set[int], indent: str = "  ") -> str:
    """Aligned columns, two blanks between them; the columns of `right` end in one line."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]

    def line(row: Sequence[str]) -> str:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return (indent + "  ".join(cells)).rstrip() + "\n"

    return f"{BOLD}{line(header).rstrip()}{PLAIN}\n" + "".join(map(line, rows))
