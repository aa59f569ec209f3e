"""The filled node as both pictures show it: who has which CPU, and what of each NUMA node's memory and devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.named import NamedTuple
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.kubelet.admission.node import Node, State
    from numaconf.verbs.fit.model import Fit

RESERVED, FREE, SHARED = -1, -2, -3
"""Owners that are not pods. SHARED: memory of a group of NUMA nodes that several pods have."""


class Bar(NamedTuple):
    """A kind of memory on a NUMA node: its bytes in all, and (owner, bytes) one after another."""

    resource: str
    total: int
    parts: tuple[tuple[int, int], ...]


class Block(NamedTuple):
    """A NUMA node. `cores`: the owners of each core's CPUs; `devices`: resource to (index, owner)."""

    numa: int
    cpus: int
    cores: tuple[tuple[int, ...], ...]
    bars: tuple[Bar, ...]
    devices: dict[str, tuple[tuple[int, int], ...]]


class Picture(NamedTuple):
    """All NUMA nodes, and the names of the pods that hold something; an owner is a place in `names`."""

    blocks: tuple[Block, ...]
    names: tuple[str, ...]


def picture(fit: Fit) -> Picture | None:
    """The node after all pods; None where it is not known."""
    node, state = fit.node, fit.state
    if node is None or state is None:
        return None
    names: list[str] = []
    held: list[Held] = []
    memory: dict[str, list[tuple[int, int, int]]] = {}
    for name, cpus, blocks, devices in _holders(fit):
        if not (cpus or blocks or devices):
            continue
        owner = len(names)
        names.append(name)
        held.append((owner, cpus, devices))
        for resource, mask, size in blocks:
            memory.setdefault(resource, []).append((owner, mask, size))
    blocks_ = tuple(_block(node, state, numa, held, memory) for numa in node.layout.nodes)
    return Picture(blocks_, tuple(names))


Holder = tuple[str, int, list[tuple[str, int, int]], dict[str, int]]
"""Name, CPUs, memory as (resource, NUMA nodes, bytes), devices by resource."""

Held = tuple[int, int, dict[str, int]]
"""Owner, CPUs, devices by resource."""


def _holders(fit: Fit) -> list[Holder]:
    found: list[Holder] = []
    for one in fit.running:
        blocks = [(block.resource, block.mask, block.size) for some in one.memory.values() for block in some]
        found.append((f"pod {shown(one.uid)}", _all(one.cpus.values()), blocks, _union(list(one.devices.values()))))
    for entry in fit.entries:
        if entry.answer is None or not entry.answer.admitted:
            continue
        given = entry.answer.containers
        whole = entry.answer.whole or tuple(block for one in given for block in one.memory)
        blocks = [(block.resource, block.mask, block.size) for block in whole if block.size]
        found.append((entry.name, _all(one.cpus for one in given), blocks, _union([one.devices for one in given])))
    return found


def _all(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _union(each: list[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for devices in each:
        for name, taken in devices.items():
            found[name] = found.get(name, 0) | taken
    return {name: taken for name, taken in found.items() if taken}


def _block(
    node: Node,
    state: State,
    numa: int,
    held: list[Held],
    memory: dict[str, list[tuple[int, int, int]]],
) -> Block:
    """`memory`: resource to (owner, NUMA nodes, bytes)."""
    layout = node.layout
    cpus = layout.node_cpus.get(numa, 0)
    owner_of = {cpu: owner for owner, taken, _ in held for cpu in bits.members(taken & cpus)}
    reserved = node.cpu.reserved if node.cpu else 0

    def owner(cpu: int) -> int:
        return owner_of.get(cpu, RESERVED if reserved >> cpu & 1 else FREE)

    cores = layout.cores.values() if layout.cores else [1 << cpu for cpu in bits.members(cpus)]
    shown = tuple(tuple(owner(cpu) for cpu in bits.members(core & cpus)) for core in cores if core & cpus)
    devices = {}
    for name, resource in node.devices.resources.items():
        takers = {index: who for who, _, taken in held for index in bits.members(taken.get(name, 0))}
        on = bits.members(resource.on.get(numa, 0))
        if on:
            devices[name] = tuple((index, takers.get(index, FREE)) for index in on)
    return Block(numa, cpus.bit_count(), shown, tuple(_bars(node, state, numa, memory)), devices)


def _within(total: int, parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of a bar, as far as they lie in it: a state file may say more than a NUMA node has."""
    for owner, size in parts:
        here = min(size, total)
        if here > 0:
            yield owner, here
            total -= here


def _bars(node: Node, state: State, numa: int, memory: dict[str, list[tuple[int, int, int]]]) -> list[Bar]:
    if numa not in state.memory:
        return []
    found = []
    for resource, table in sorted(state.memory[numa].tables.items(), key=lambda one: one[0] != "memory"):
        pages = sum(node.layout.hugepages[numa].values())
        total = (
            node.layout.memory[numa] - pages if resource == "memory" else node.layout.hugepages[numa].get(resource, 0)
        )
        if not total:
            continue
        here = memory.get(resource, [])
        alone = [(owner, size) for owner, mask, size in here if mask == 1 << numa]
        group = {owner for owner, mask, _ in here if mask >> numa & 1 and mask != 1 << numa}
        rest = table.reserved - sum(size for _, size in alone)
        parts = [(RESERVED, max(0, total - table.allocatable)), *alone]
        if rest > 0:
            parts.append((group.pop() if len(group) == 1 else SHARED, rest))
        parts.append((FREE, table.free))
        found.append(Bar(resource, total, tuple(_within(total, parts))))
    return found
