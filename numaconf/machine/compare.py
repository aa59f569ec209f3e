"""Whether machines are interchangeable for one profile, and in what they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_text, size_text
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.machine.model import Machine

UNKNOWN = "unknown"

ALWAYS = "every profile"
"""A profile that names CPUs or NUMA nodes is right on one of the machines only."""

TOLERANCE = 0.01
"""Share of a NUMA node's memory within which two machines are alike: the firmware's and the kernel's own takings."""


class Difference(NamedTuple):
    """One part in which a machine is not as the first. `matters`: to what, "" where to nothing a profile says."""

    part: str
    machine: str
    has: str
    first: str
    first_has: str
    matters: str

    @property
    def decides(self) -> bool:
        """Whether it keeps the machines from sharing a profile."""
        return self.matters == ALWAYS


def differences(machines: Sequence[Machine]) -> tuple[Difference, ...]:
    """All differences to the first machine. What is unknown on one of the two counts as one."""
    first, *others = machines
    found = []
    for other in others:
        for (part, expected, matters), (_, has, _) in zip(_parts(first), _parts(other), strict=False):
            if has != expected or (has == UNKNOWN and matters == ALWAYS):
                found.append(Difference(part, other.name, has, first.name, expected, matters))
            if part == "NUMA nodes" and has != expected:
                break
        else:
            found += _memory(first, other)
    return tuple(found)


def _parts(machine: Machine) -> Iterator[tuple[str, str, str]]:
    """Part, value, and what it matters to."""
    ids = machine.node_ids
    yield "NUMA nodes", UNKNOWN if ids is None else ", ".join(map(str, ids)), ALWAYS
    for node in machine.nodes or ():
        yield f"CPUs of NUMA node {node.id}", UNKNOWN if node.cpus is None else cpu_text(node.cpus) or "none", ALWAYS
    yield "threads per core", _text(machine.threads_per_core), ALWAYS
    yield "siblings of cores", _groups(machine.cores), "reservedSystemCPUs and full-pcpus-only"
    yield "sockets", _groups(machine.sockets), "the option align-by-socket"
    yield "L3 caches", _groups(machine.l3), "the option prefer-align-cpus-by-uncorecache"
    rows = machine.distances
    text = UNKNOWN if rows is None else " / ".join(" ".join(map(str, row)) for row in rows)
    yield "distances", text, "the option prefer-closest-numa-nodes"
    for node in machine.nodes or ():
        pages = {size_text(size): number for size, number in (node.hugepages or {}).items() if number}
        text = UNKNOWN if node.hugepages is None else ", ".join(f"{pages[size]} × {size}" for size in pages) or "none"
        yield f"hugepages of NUMA node {node.id}", text, "pods that ask for hugepages"
    yield "PCI devices", _devices(machine), "pods that ask for devices"
    yield "architecture", _text(machine.arch), "images"


def _text(value: object) -> str:
    return UNKNOWN if value is None else str(value)


def _groups(groups: tuple[tuple[int, ...], ...] | None) -> str:
    if groups is None:
        return UNKNOWN
    shown = "; ".join(map(cpu_text, groups[:3]))
    return f"{len(groups)}: {shown}{'; …' if groups[3:] else ''}" if groups else "none"


def _devices(machine: Machine) -> str:
    if machine.pci_devices is None:
        return UNKNOWN
    counts: dict[str, int] = {}
    for one in machine.pci_devices:
        where = "no NUMA node" if one.numa_node is None else f"node {one.numa_node}"
        name = f"{one.kind} {one.vendor or '?'}:{one.device or '?'} on {where}"
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(f"{number} × {name}" for name, number in sorted(counts.items())) or "none"


def _memory(first: Machine, other: Machine) -> Iterator[Difference]:
    """Nodes whose memory differs by more than the tolerance, or by less, which only state files notice."""
    for one, two in zip(first.nodes or (), other.nodes or (), strict=True):
        if one.memory == two.memory:
            continue
        close = one.memory and two.memory and abs(one.memory - two.memory) <= TOLERANCE * one.memory
        yield Difference(
            f"memory of NUMA node {one.id}", other.name, _size(two.memory), first.name, _size(one.memory),
            "" if close else "how large a pod may be",
        )  # fmt: skip


def _size(amount: int | None) -> str:
    return UNKNOWN if amount is None else size_text(amount)
