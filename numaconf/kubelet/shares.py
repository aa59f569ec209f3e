"""What a configuration keeps back on each NUMA node, and what the largest Guaranteed pod of one node may ask for.

With the static policy a pod gets CPUs that are not reserved, with full-pcpus-only whole cores of them; with memory
policy Static memory of a NUMA node less its reservedMemory and its hugepages. Neither may exceed node allocatable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation, reserved_memory
from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.layout import hugepages_resource
from numaconf.kubelet.admission.node import Missing
from numaconf.kubelet.admission.node import node as node_of
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.machine.model import Machine, NumaNode

USUAL = (2 << 20, 1 << 30)
"""Sizes of hugepages that Linux lists on every NUMA node, with 0 pages where none are allocated."""


class Share(NamedTuple):
    """One NUMA node. None: unknown.

    `reserved`: its CPUs that no pod gets exclusively. `exclusive`: how many CPUs one container can have for itself;
    None also where the policy gives none. `reserved_memory`: bytes of reservedMemory. `hugepages`: bytes by resource,
    less what is reserved of them. `memory`: bytes for one pod; without the Static memory policy what the node has
    beside hugepages. `devices`: number by resource.
    """

    id: int
    reserved: frozenset[int] | None
    exclusive: int | None
    reserved_memory: int
    hugepages: dict[str, int]
    memory: int | None
    devices: dict[str, int]


class Shares(NamedTuple):
    """All NUMA nodes; `pins_cpus`, `pins_memory`: whether the managers' policies are static; `unknown`: why something
    is not known, "" where nothing is.
    """

    nodes: tuple[Share, ...]
    pins_cpus: bool
    pins_memory: bool
    unknown: str = ""


def shares(config: EffectiveConfig) -> Shares | None:
    """What is left on each NUMA node; None without NUMA nodes."""
    machine = config.machine
    if machine is None or machine.nodes is None:
        return None
    pins_cpus = options.cpu_policy(config) == "static"
    pins_memory = options.memory_policy(config) == "Static"
    reserved, unknown = _reserved(config, pins_cpus=pins_cpus)
    kept: dict[int, dict[str, int]] = {}
    for value in reserved_memory.values(config):
        if value.amount is not None:
            kept.setdefault(value.numa_node, {})[value.kind] = value.amount.bytes
    most = reservation.allocatable(config)
    nodes = []
    for node in machine.nodes:
        exclusive = _exclusive(config, node, reserved) if pins_cpus and reserved is not None else None
        if exclusive is not None and most.milli_cpu is not None:
            exclusive = min(exclusive, most.milli_cpu // 1000)
        own = kept.get(node.id, {})
        pages = {hugepages_resource(size): size * number for size, number in (node.hugepages or {}).items() if number}
        held = own.get("memory", 0) if pins_memory else 0
        left = None if node.memory is None else max(0, node.memory - held - sum(pages.values()))
        if left is not None and most.memory is not None:
            left = min(left, most.memory)
        nodes.append(
            Share(
                node.id,
                None if reserved is None or node.cpus is None else reserved.intersection(node.cpus),
                exclusive,
                held,
                {name: size - own.get(name, 0) for name, size in pages.items()},
                left,
                _devices(machine, node.id),
            )
        )
    return Shares(tuple(nodes), pins_cpus, pins_memory, unknown)


def _reserved(config: EffectiveConfig, *, pins_cpus: bool) -> tuple[frozenset[int] | None, str]:
    """The CPUs that the node keeps for itself: those that are listed, or those that the kubelet picks for an amount."""
    kept = reservation.cpu(config)
    if kept.cpus is not None:
        return kept.cpus, ""
    if not pins_cpus:
        return frozenset(), ""  # a reserved amount names no particular CPU
    try:
        cpu = node_of(config).cpu
    except Missing as missing:
        return None, str(missing)
    return (frozenset(bits.members(cpu.reserved)) if cpu is not None else frozenset()), ""


def _exclusive(config: EffectiveConfig, node: NumaNode, reserved: frozenset[int]) -> int | None:
    machine = config.machine
    if node.cpus is None or machine is None:
        return None
    free = set(node.cpus) - reserved
    if not options.on(config.get(options.CPU_MANAGER.field), options.FULL_PCPUS):
        return len(free)
    if machine.cores is None:
        return None
    return sum(len(core) for core in machine.cores if free.issuperset(core))


def _devices(machine: Machine, node: int) -> dict[str, int]:
    """The devices that name this NUMA node and no other."""
    found = {one.resource: sum(ids == (node,) for ids in one.numa) for one in machine.devices or ()}
    return {name: number for name, number in found.items() if number}


def with_hugepages(machine: Machine, pools: Sequence[tuple[int, int, int | None]] | None) -> Machine:
    """The machine with the pools of a document: page size in bytes, number, NUMA node.

    Those for no NUMA node are spread over all with memory, the first ones get the surplus.
    """
    if not pools or machine.nodes is None:
        return machine
    pages = {node.id: dict(node.hugepages or dict.fromkeys(USUAL, 0)) for node in machine.nodes}
    for held in pages.values():
        held.update(dict.fromkeys((size for size, *_ in pools), 0))
    places = [node.id for node in machine.nodes if node.memory != 0] or [node.id for node in machine.nodes]
    for size, count, node in pools:
        share, surplus = divmod(count, len(places))
        for place, number in enumerate(places):
            if node is None:
                pages[number][size] += share + (place < surplus)
            elif node == number:
                pages[number][size] += count
    nodes = (one._replace(hugepages=dict(sorted(pages[one.id].items()))) for one in machine.nodes)
    return machine._replace(nodes=tuple(nodes))
