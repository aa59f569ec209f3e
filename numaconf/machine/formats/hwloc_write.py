"""A machine as hwloc's XML (version 2), so that `lstopo` draws it and programs that use hwloc can be tried on it.

hwloc keeps objects in a tree by their CPUs, and NUMA nodes beside it as memory of the object that has the same CPUs;
where there is none, a Group is put in. A node without CPUs belongs to the whole machine. MemTotal, and what else a
kubelet knows of a machine, has no place in the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from numaconf.errors import Problem
from numaconf.machine.sysfs import ARCHITECTURES, MACHINE
from numaconf.machine.sysfs_write import CLASSES, socket_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.machine.model import Machine, NumaNode, PciDevice

RANK = ("Machine", "Package", "Group", "L3Cache", "Core", "PU")
"""The order of objects that have the same CPUs, outermost first."""

SUBTYPES = {"gpu": "GPUMemory", "dax": "DAX"}
ORDINARY_PAGE = 4096


class Object:
    """An object of the tree while it is built: its CPUs, the objects inside, and the NUMA nodes and devices at it."""

    def __init__(self, kind: str, cpus: Iterable[int], index: int | None = None) -> None:
        self.kind, self.cpus, self.index = kind, frozenset(cpus), index
        self._holders: dict[int, Object] = {}
        """CPU to the object inside that has it."""
        self.memory: list[NumaNode] = []
        self.devices: list[PciDevice] = []

    @property
    def inside(self) -> list[Object]:
        """The objects inside, in the order of their first CPUs."""
        return list(dict.fromkeys(self._holders[cpu] for cpu in sorted(self._holders)))

    def holder(self, cpus: frozenset[int]) -> Object | None:
        """The object inside that has all of these CPUs."""
        one = self._holders.get(next(iter(cpus))) if cpus else None
        return one if one is not None and cpus <= one.cpus else None

    def place_for(self, cpus: frozenset[int]) -> Object:
        """The innermost object that has all of these CPUs."""
        place = self
        while (one := place.holder(cpus)) is not None:
            place = one
        return place

    def add(self, one: Object) -> bool:
        """Put an object in its place; False where it has some, but not all, CPUs of another."""
        place = self.place_for(one.cpus)
        within = dict.fromkeys(place._holders[cpu] for cpu in one.cpus if cpu in place._holders)
        if any(not other.cpus <= one.cpus for other in within):
            return False
        one._holders = {cpu: other for other in within for cpu in other.cpus}
        place._holders |= dict.fromkeys(one.cpus, one)
        return True

    def nodes(self) -> Iterator[int]:
        """The NUMA nodes at this object and inside it."""
        yield from (node.id for node in self.memory)
        for one in self.inside:
            yield from one.nodes()


def xml(machine: Machine) -> str:
    """The XML. Raises Problem where the CPUs of the NUMA nodes are unknown, without which there is no tree."""
    if machine.nodes is None or any(node.cpus is None for node in machine.nodes):
        raise Problem(
            "hwloc's XML needs the CPUs of every NUMA node, which are not known",
            place=machine.name,
            remedy="a snapshot of the machine has them (numaconf machine detect)",
        )
    writer = _Writer(machine, _tree(machine))
    return "\n".join(writer.lines()) + "\n"


def _tree(machine: Machine) -> Object:
    root = Object("Machine", machine.cpus or (), 0)
    packages = dict(zip(machine.sockets or (), socket_numbers(machine), strict=True))
    groups = [("Package", cpus) for cpus in packages]
    groups += [("L3Cache", cpus) for cpus in machine.l3 or ()] + [("Core", cpus) for cpus in machine.cores or ()]
    groups += [("PU", (cpu,)) for cpu in sorted(root.cpus)]
    numbers = dict.fromkeys(RANK, 0)
    for kind, cpus in sorted(groups, key=lambda one: (-len(one[1]), RANK.index(one[0]), one[1])):
        index = cpus[0] if kind == "PU" else packages[cpus] if kind == "Package" else numbers[kind]
        numbers[kind] += 1
        root.add(Object(kind, cpus, index))
    for node in machine.nodes or ():
        own = frozenset(node.cpus or root.cpus)
        place = _outermost(root, own)
        if place is None:
            place = Object("Group", own)
            if not root.add(place):
                place = root
        place.memory.append(node)
    at = {node.id: _outermost(root, frozenset(node.cpus)) or root for node in machine.nodes or () if node.cpus}
    for device in machine.pci_devices or ():
        place = root if device.numa_node is None else at.get(device.numa_node, root)
        place.devices.append(device)
    return root


def _outermost(root: Object, cpus: frozenset[int]) -> Object | None:
    """The outermost object with exactly these CPUs, if it is large enough to have memory."""
    place = root
    while place.cpus != cpus:
        inside = place.holder(cpus)
        if inside is None:
            return None
        place = inside
    return place if RANK.index(place.kind) < RANK.index("Core") else None


class _Writer:
    def __init__(self, machine: Machine, root: Object) -> None:
        self.machine, self.root = machine, root
        self.number = 0

    def lines(self) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield '<!DOCTYPE topology SYSTEM "hwloc2.dtd">'
        yield '<topology version="2.0">'
        yield from self.object(self.root, (), "  ")
        yield from self.distances()
        yield "</topology>"

    def object(self, one: Object, above: tuple[int, ...], indent: str) -> Iterator[str]:
        nodes = tuple(dict.fromkeys((*above, *one.nodes())))
        yield indent + self.open(one.kind, one.index, one.cpus, nodes, _more(one))
        if one is self.root:
            yield from self.infos(indent + "  ")
        for node in one.memory:
            yield from self.memory(node, one.cpus, indent + "  ")
        own = tuple(node.id for node in one.memory)
        for inside in one.inside:
            yield from self.object(inside, (*above, *own), indent + "  ")
        yield from self.devices(one.devices, indent + "  ")
        yield f"{indent}</object>"

    def open(self, kind: str, index: int | None, cpus: frozenset[int], nodes: tuple[int, ...], more: str) -> str:
        self.number += 1
        every, at = _mask(cpus), _mask(nodes)
        sets = {"cpuset": every, "complete_cpuset": every}
        if kind == "Machine":
            sets["allowed_cpuset"] = every
        sets |= {"nodeset": at, "complete_nodeset": at}
        if kind == "Machine":
            sets["allowed_nodeset"] = at
        words = [f'type="{kind}"', *([] if index is None else [f'os_index="{index}"'])]
        words += [f'{name}="{text}"' for name, text in sets.items()]
        return f'<object {" ".join(words)} gp_index="{self.number}"{more}>'

    def infos(self, indent: str) -> Iterator[str]:
        names = {name: kernel for kernel, name in ARCHITECTURES.items()}
        arch = self.machine.arch
        infos = {
            "OSName": "Linux",
            "DMIProductName": "" if self.machine.name == MACHINE else self.machine.name,
            "Architecture": names.get(arch, arch) if arch else "",
        }
        for name, text in infos.items():
            clean = re.sub(r"[^ -~]", " ", text)
            if clean.strip():
                yield f'{indent}<info name="{name}" value={quoteattr(clean)}/>'

    def memory(self, node: NumaNode, cpus: frozenset[int], indent: str) -> Iterator[str]:
        subtype = f' subtype="{SUBTYPES[node.memory_kind]}"' if node.memory_kind else ""
        size = "" if node.memory is None else f' local_memory="{node.memory}"'
        yield indent + self.open("NUMANode", node.id, cpus, (node.id,), subtype + size)
        if node.hugepages is not None and node.memory is not None:
            huge = sum(size * number for size, number in node.hugepages.items())
            pages = {ORDINARY_PAGE: max(0, node.memory - huge) // ORDINARY_PAGE, **node.hugepages}
            for page, number in pages.items():
                yield f'{indent}  <page_type size="{page}" count="{number}"/>'
        yield f"{indent}</object>"

    def devices(self, devices: list[PciDevice], indent: str) -> Iterator[str]:
        roots: dict[str | None, list[PciDevice]] = {}
        for one in devices:
            roots.setdefault(one.pcie_root, []).append(one)
        for name, found in roots.items():
            if name is None:
                yield from (indent + self.device(one) for one in found)
                continue
            domain, bus = name.removeprefix("pci").split(":")
            last = max([bus, *(one.address.split(":")[1] for one in found if one.address.startswith(f"{domain}:"))])
            self.number += 1
            yield (
                f'{indent}<object type="Bridge" gp_index="{self.number}" bridge_type="0-1" depth="0" '
                f'bridge_pci="{domain}:[{bus}-{last}]">'
            )
            yield from (f"{indent}  {self.device(one)}" for one in found)
            yield f"{indent}</object>"

    def device(self, one: PciDevice) -> str:
        self.number += 1
        ids = f"[{one.vendor or '0000'}:{one.device or '0000'}] [0000:0000] 00"
        return (
            f'<object type="PCIDev" gp_index="{self.number}" pci_busid="{one.address}" '
            f'pci_type="{CLASSES[one.kind][2:6]} {ids}" pci_link_speed="0.000000"/>'
        )

    def distances(self) -> Iterator[str]:
        nodes, rows = self.machine.nodes or (), self.machine.distances
        if rows is None or len(nodes) < 2:
            return
        indexes = "".join(f"{node.id} " for node in nodes)
        values = "".join(f"{number} " for row in rows for number in row)
        yield f'  <distances2 type="NUMANode" nbobjs="{len(nodes)}" kind="5" name="NUMALatency" indexing="os">'
        yield f'    <indexes length="{len(indexes)}">{indexes}</indexes>'
        yield f'    <u64values length="{len(values)}">{values}</u64values>'
        yield "  </distances2>"


def _more(one: Object) -> str:
    if one.kind == "L3Cache":
        return ' cache_size="0" depth="3" cache_linesize="64" cache_associativity="0" cache_type="0"'
    return ' kind="0" subkind="0"' if one.kind == "Group" else ""


def _mask(numbers: Iterable[int]) -> str:
    """Numbers as hwloc writes a bitmap: words of 32 bits, the highest first."""
    bits = sum(1 << number for number in numbers)
    words = max(1, -(-bits.bit_length() // 32))
    return ",".join(f"0x{bits >> 32 * word & 0xFFFFFFFF:08x}" for word in reversed(range(words)))
