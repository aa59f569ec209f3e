"""What a picture of a machine shows, apart from how: blocks, cells, bars and words, for the terminal and for SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_text, floor, gib, size_text
from numaconf.machine.pci import kind_of
from numaconf.named import NamedTuple
from numaconf.safe import shown

if TYPE_CHECKING:
    from numaconf.kubelet.shares import Share
    from numaconf.machine.model import Machine, NumaNode, PciDevice
    from numaconf.verbs.overlay import Overlay

FREE, RESERVED, PARTLY, ISOLATED = "free", "reserved", "partly reserved", "isolated"
"""What a cell can be: a core (or CPU) that is for pods, reserved, reserved in part, or left alone by the kernel."""

PODS, HUGEPAGES, KEPT = "pods", "hugepages", "kept"


class Cells(NamedTuple):
    """The cores of a NUMA node (CPUs where cores are unknown), in groups that share a level 3 cache."""

    unit: str
    groups: tuple[tuple[str, ...], ...]


class Bar(NamedTuple):
    """Memory of a NUMA node: parts in bytes, `scale` is the memory of the largest node."""

    parts: tuple[tuple[str, int], ...]
    scale: int


class Block(NamedTuple):
    """One NUMA node. `title` is short; `lines` are label and text."""

    node: NumaNode
    title: str
    cpus: str
    cells: Cells | None
    bar: Bar | None
    memory: str
    lines: tuple[tuple[str, str], ...]


class Socket(NamedTuple):
    """The NUMA nodes of a socket, or of what else they have in common."""

    title: str
    blocks: tuple[Block, ...]


def sockets(machine: Machine, over: Overlay | None = None) -> tuple[Socket, ...]:
    """The blocks of a machine by socket, nodes without CPUs last."""
    shares = {share.id: share for share in over.shares.nodes} if over else {}
    found: dict[str, list[Block]] = {}
    for node in sorted(machine.nodes or (), key=lambda node: (node.cpus == (), node.socket or 0, node.id)):
        found.setdefault(_socket(machine, node), []).append(_block(machine, node, over, shares.get(node.id)))
    return tuple(Socket(title, tuple(blocks)) for title, blocks in found.items())


def _socket(machine: Machine, node: NumaNode) -> str:
    if node.cpus == ():
        return "no socket"
    if node.socket is not None:
        return f"socket {node.socket}"
    if machine.sockets is None or node.cpus is None:
        return "socket unknown"
    own = [number for number, cpus in enumerate(machine.sockets) if set(cpus).intersection(node.cpus)]
    return f"socket {own[0]}" if len(own) == 1 else f"sockets {cpu_text(own)}"


def _block(machine: Machine, node: NumaNode, over: Overlay | None, share: Share | None) -> Block:
    lines = []
    if share is not None and over is not None:
        if share.reserved:
            lines.append(("reserved", f"CPUs {cpu_text(share.reserved)}"))
        if node.cpus != ():
            lines.append(("pod", largest(share, over)))
    lines += [(name, text) for name, text in _devices(machine, node.id)]
    return Block(
        node,
        f"NUMA node {node.id}",
        _cpus(machine, node),
        _cells(machine, node, share),
        _bar(machine, node, share),
        _memory(node, share),
        tuple(lines),
    )


def _cpus(machine: Machine, node: NumaNode) -> str:
    if node.cpus is None:
        return "CPUs unknown"
    if not node.cpus:
        return {"gpu": "a GPU's memory", "dax": "CXL or persistent memory"}.get(node.memory_kind or "", "memory only")
    counted = "" if machine.cores is None else f"{_count(len(_units(machine, node)), 'core')}, "
    return f"{counted}{_count(len(node.cpus), 'CPU')}: {cpu_text(node.cpus)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _units(machine: Machine, node: NumaNode) -> list[tuple[int, ...]]:
    """The cores of a NUMA node."""
    own = frozenset(node.cpus or ())
    return [core for core in machine.cores or () if core[0] in own and own.issuperset(core)]


def _cells(machine: Machine, node: NumaNode, share: Share | None) -> Cells | None:
    if not node.cpus:
        return None
    units = _units(machine, node) or [(cpu,) for cpu in node.cpus]
    cache = {cpu: number for number, group in enumerate(machine.l3 or ()) for cpu in group}
    reserved = share.reserved if share is not None else None
    isolated = frozenset(machine.isolated_cpus or ())
    groups: dict[int | None, list[str]] = {}
    for unit in units:
        groups.setdefault(cache.get(unit[0]), []).append(_state(unit, reserved or frozenset(), isolated))
    return Cells("core" if machine.cores else "CPU", tuple(map(tuple, groups.values())))


def _state(unit: tuple[int, ...], reserved: frozenset[int], isolated: frozenset[int]) -> str:
    held = reserved.intersection(unit)
    if held:
        return RESERVED if len(held) == len(unit) else PARTLY
    return ISOLATED if isolated.issuperset(unit) else FREE


def _bar(machine: Machine, node: NumaNode, share: Share | None) -> Bar | None:
    if node.memory is None:
        return None
    pages = sum(size * number for size, number in (node.hugepages or {}).items())
    kept = share.reserved_memory if share is not None else 0
    left = max(0, node.memory - pages - kept)
    parts = ((KEPT, kept), (HUGEPAGES, pages), (PODS, left))
    return Bar(parts, max(other.memory or 0 for other in machine.nodes or ()) or 1)


def _memory(node: NumaNode, share: Share | None) -> str:
    if node.memory is None:
        return "unknown"
    parts = [gib(node.memory)]
    if share is not None and share.reserved_memory:
        parts.append(f"{size_text(share.reserved_memory)} reserved")
    parts += [f"{number} × {size_text(size)} hugepages" for size, number in (node.hugepages or {}).items() if number]
    return ", ".join(parts)


def largest(share: Share, over: Overlay) -> str:
    """The largest Guaranteed pod that one NUMA node can hold, in words."""
    if over.shares.pins_cpus:
        cpus = "CPUs unknown" if share.exclusive is None else _count(share.exclusive, "CPU")
    else:
        cpus = "no CPUs of its own"
    memory = "memory unknown" if share.memory is None else floor(share.memory)
    parts = [cpus, memory if over.shares.pins_memory or share.memory is None else f"{memory} (not kept to this node)"]
    for name, size in share.hugepages.items():
        if size > 0:
            parts.append(f"{gib(size)} of {name}")
    parts += [f"{number} {name}" for name, number in share.devices.items()]
    return ", ".join(parts)


def _devices(machine: Machine, node: int | None) -> list[tuple[str, str]]:
    """The devices on a NUMA node, or (None) on no known one, alike ones on one line."""
    groups: dict[tuple[str, str], list[PciDevice]] = {}
    for one in machine.pci_devices or ():
        if one.numa_node == node:
            ids = f"{one.vendor or '?'}:{one.device or '?'}" + (f" {shown(one.driver)}" if one.driver else "")
            groups.setdefault((kind_of(one), ids), []).append(one)
    lines = []
    for (kind, ids), found in groups.items():
        at = ", ".join(one.address for one in found[:6]) + (f", … ({len(found)})" if len(found) > 6 else "")
        roots = list(dict.fromkeys(one.pcie_root for one in found if one.pcie_root))
        where = f", on {', '.join(roots[:6])}{', …' if roots[6:] else ''}" if roots else ""
        number = f"{len(found)} × " if len(found) > 1 else ""
        lines.append((kind, f"{number}{ids} at {at}{where}"))
    if node is not None:
        for resource in machine.devices or ():
            own = [str(place) for place, ids in enumerate(resource.numa) if node in ids]
            if own:
                lines.append(("plugin", f"{len(own)} × {shown(resource.resource)} (index {', '.join(own)})"))
    return lines


def homeless(machine: Machine) -> list[tuple[str, str]]:
    """Devices that no NUMA node of the machine can be named for."""
    lines = _devices(machine, None)
    if machine.nodes is None:
        return lines
    ids = {node.id for node in machine.nodes}
    for resource in machine.devices or ():
        lost = [str(place) for place, numa in enumerate(resource.numa) if not ids.intersection(numa)]
        if lost:
            lines.append(("plugin", f"{len(lost)} × {shown(resource.resource)} (index {', '.join(lost)})"))
    return lines


def of_instance_type(machine: Machine) -> str:
    """The devices that an EC2 type has, in words; "" where it has none, or where they are known one by one."""
    if not machine.instance_type or machine.pci_devices:
        return ""
    from numaconf.machine import ec2

    one = ec2.devices(machine.instance_type)
    parts = []
    if one.gpus:
        parts.append(f"{one.gpus} × GPU {one.gpu_name}")
    if one.accelerators:
        parts.append(f"{one.accelerators} × {one.accelerator_name}")
    if one.efas:
        parts.append(f"{one.efas} × EFA")
    if one.local_nvme_gb:
        parts.append(f"{one.local_nvme_gb} GB of local NVMe")
    where = "" if machine.nodes is not None and len(machine.nodes) == 1 else " (on which NUMA nodes was not measured)"
    return ", ".join(parts) + where if parts else ""


def legend(over: bool) -> tuple[dict[str, str], dict[str, str]]:
    """What the signs of cells and of bars mean; `over`: with a configuration."""
    cells = {FREE: "core for pods" if over else "core", PARTLY: "core reserved in part", RESERVED: "reserved core",
             ISOLATED: "isolated core"}  # fmt: skip
    bars = {KEPT: "reserved memory", HUGEPAGES: "hugepages", PODS: "memory for pods" if over else "memory"}
    return cells, bars


def settings(over: Overlay) -> str:
    """What the configuration says about NUMA, in one sentence."""
    config = over.config.config
    parts = []
    for field, options in (
        ("cpuManagerPolicy", "cpuManagerPolicyOptions"),
        ("memoryManagerPolicy", None),
        ("topologyManagerPolicy", "topologyManagerPolicyOptions"),
        ("topologyManagerScope", None),
    ):
        if config.get(field):
            on = ", ".join(f"{key}" if value == "true" else f"{key}={value}" for key, value in
                           (config.get(options) or {}).items() if value != "false") if options else ""  # fmt: skip
            parts.append(f"{field} {shown(str(config[field]))}" + (f" ({shown(on)})" if on else ""))
    return "; ".join(parts) or "no NUMA policy is set: every pod shares all CPUs and all memory"
