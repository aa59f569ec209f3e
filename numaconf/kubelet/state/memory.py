"""`memory_manager_state`: the memory of each NUMA node, what containers got of it, and when it is refused.

With policy Static the file repeats the machine's memory to the byte, so a node whose kernel leaves a few KiB less after
a reboot is refused. `memory_file` reads and writes the file.

Source: `pkg/kubelet/cm/memorymanager/policy_static.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import quantity
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numaconf.machine.model import Machine, NumaNode

NAME = "memory_manager_state"
PREFIX = "start memory manager error: "
GROUPS_SINCE = 32
"""From this minor free and reserved memory are compared summed over a group of NUMA nodes; before, node by node, and
the order in which a group is filled again is random."""

DIFFERENT = "[memorymanager] the expected machine state is different from the real one"


class Table(NamedTuple):
    """Memory of one type on one NUMA node, in bytes."""

    total: int
    system_reserved: int
    allocatable: int
    reserved: int = 0
    free: int = 0


class NumaState(NamedTuple):
    """One NUMA node: assignments that touch it, its memory by type (`memory`, `hugepages-1Gi`), and the group of nodes
    that it is allocated with (itself alone at first).
    """

    assignments: int
    memory: Mapping[str, Table]
    cells: tuple[int, ...] | None = None


class Block(NamedTuple):
    """Memory of a container: its NUMA nodes, type and size in bytes."""

    nodes: tuple[int, ...]
    type: str
    size: int


class MemoryState(NamedTuple):
    """What the file says; `entries` by pod UID and container, `pods` what pods got as a whole (1.36 and later)."""

    policy: str
    machine: Mapping[int, NumaState] = {}
    entries: Mapping[str, Mapping[str, tuple[Block, ...]]] = {}
    pods: Mapping[str, tuple[Block, ...]] = {}


class MemoryManager(NamedTuple):
    """The memory manager that reads the file: its policy and, for `Static`, the machine state that it would start
    from.
    """

    policy: str
    machine: Mapping[int, NumaState] = {}
    pod_level: bool = False


def default_machine(
    machine: Machine, reserved: Mapping[tuple[int, str], int], like: Mapping[int, NumaState] | None = None
) -> dict[int, NumaState] | None:
    """The memory of an empty node, from a machine and the values of `reservedMemory` in bytes by NUMA node and type.

    Hugepages that the machine does not tell are taken from `like`. None where a NUMA node's memory is unknown.
    """
    found = {}
    for node in machine.nodes or ():
        if node.memory is None:
            return None
        tables, pages = {}, 0
        for name, total in _hugepages(node, like).items():
            kept = reserved.get((node.id, name), 0)
            tables[name] = _table(total, kept, total - kept)
            pages += total
        kept = reserved.get((node.id, "memory"), 0)
        tables["memory"] = _table(node.memory, kept, node.memory - kept - pages)
        found[node.id] = NumaState(0, tables, (node.id,))
    return found or None


def _hugepages(node: NumaNode, like: Mapping[int, NumaState] | None) -> dict[str, int]:
    """Bytes of hugepages by the resource's name."""
    if node.hugepages is not None:
        return {
            f"hugepages-{quantity.canonical(size * quantity.NANO, 'BinarySI')}": size * count
            for size, count in node.hugepages.items()
        }
    held = (like or {}).get(node.id)
    return {name: table.total for name, table in held.memory.items() if name != "memory"} if held else {}


def _table(total: int, kept: int, allocatable: int) -> Table:
    """In uint64, as the kubelet counts: what would be below zero wraps."""
    return Table(total, kept % 2**64, allocatable % 2**64, 0, allocatable % 2**64)


def restoring(error: str, folder: str = "/var/lib/kubelet") -> str:
    """The kubelet's sentence around a file that it could not restore."""
    return (
        f"could not restore state from checkpoint: {error}, please drain this node and delete the memory manager "
        f'checkpoint file "{folder}/{NAME}" before restarting Kubelet'
    )


def inconsistent(
    state: MemoryState, machine: Mapping[int, NumaState], minor: int, *, pod_level: bool = False
) -> str | None:
    """What the Static policy says to a state that machine and assignments do not make (`validateState`)."""
    if not state.machine:
        if state.entries:
            return "[memorymanager] machine state can not be empty when it has memory assignments"
        return None
    expected: dict[int, NumaState] = dict(machine)
    for pod, container, block in _assigned(state, pod_level):
        fault = _assign(expected, block)
        if fault:
            return f"[memorymanager] (pod: {pod}, container: {container}) {fault}"
    return DIFFERENT if next(differences(state.machine, expected, minor), None) else None


def filled(state: MemoryState, machine: Mapping[int, NumaState]) -> dict[int, NumaState]:
    """The machine state that the kubelet expects: an empty node with the file's assignments."""
    expected = dict(machine)
    for _, _, block in _assigned(state, bool(state.pods)):
        _assign(expected, block)
    return expected


def _assigned(state: MemoryState, pod_level: bool) -> Iterator[tuple[str, str, Block]]:
    """Pod, container and block of all that is assigned; a pod that has memory as a whole counts by that."""
    for pod, containers in state.entries.items():
        if pod_level and state.pods.get(pod):
            yield from ((pod, "", block) for block in state.pods[pod])
            continue
        for container, blocks in containers.items():
            yield from ((pod, container, block) for block in blocks)


def _assign(expected: dict[int, NumaState], block: Block) -> str | None:
    """Take a block's memory from its nodes in order; what is wrong with it, or None."""
    left = block.size
    for number in block.nodes:
        node = expected.get(number)
        if node is None:
            return "the memory assignment uses the NUMA that does not exist"
        table = node.memory.get(block.type)
        if table is None:
            return "the memory assignment uses memory resource that does not exist"
        taken = min(left, table.free)
        left -= taken
        changed = table._replace(reserved=table.reserved + taken, free=table.free - taken)
        expected[number] = NumaState(node.assignments + 1, {**node.memory, block.type: changed}, block.nodes)
    return None


class Difference(NamedTuple):
    """One thing that the file has otherwise than the machine. `type` is "" for what concerns the whole NUMA node."""

    numa_node: int
    type: str
    what: str
    file: object
    machine: object


def differences(held: Mapping[int, NumaState], expected: Mapping[int, NumaState], minor: int) -> Iterator[Difference]:
    """What the kubelet compares, in its order: nodes, assignments, groups, types, totals, then free memory."""
    for number in sorted(held.keys() | expected.keys()):
        ours, theirs = held.get(number), expected.get(number)
        if ours is None or theirs is None:
            yield Difference(number, "", "NUMA node", _present(ours), _present(theirs))
            continue
        if ours.assignments != theirs.assignments:
            yield Difference(number, "", "assignments", ours.assignments, theirs.assignments)
        if sorted(ours.cells or ()) != sorted(theirs.cells or ()):
            yield Difference(number, "", "group of NUMA nodes", ours.cells, theirs.cells)
        for type_ in sorted(ours.memory.keys() | theirs.memory.keys()):
            one, other = ours.memory.get(type_), theirs.memory.get(type_)
            if one is None or other is None:
                yield Difference(number, type_, "type", _present(one), _present(other))
                continue
            for name in ("total", "system_reserved", "allocatable"):
                if getattr(one, name) != getattr(other, name):
                    yield Difference(number, type_, name, getattr(one, name), getattr(other, name))
            yield from _free(held, expected, number, type_, minor)


def _free(
    held: Mapping[int, NumaState], expected: Mapping[int, NumaState], number: int, type_: str, minor: int
) -> Iterator[Difference]:
    """Free and reserved memory, from 1.32 on of the node's whole group."""
    cells = (held[number].cells or ()) if minor >= GROUPS_SINCE else (number,)
    for name in ("free", "reserved"):
        sums = [
            sum(getattr(tables[cell].memory[type_], name) for cell in cells if _has(tables, cell, type_))
            for tables in (held, expected)
        ]
        if sums[0] != sums[1]:
            yield Difference(number, type_, name, sums[0], sums[1])


def _has(tables: Mapping[int, NumaState], cell: int, type_: str) -> bool:
    return cell in tables and type_ in tables[cell].memory


def _present(value: object) -> str:
    return "missing" if value is None else "present"
