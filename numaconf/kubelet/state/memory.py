"""`memory_manager_state`: the memory of each NUMA node, what containers got of it, and when it is refused.

With policy Static the file repeats the machine's memory to the byte, so a node whose kernel leaves a few KiB less after
a reboot is refused. Formats: V1 up to 1.35, read and written by 1.36; 1.36 with the gate PodLevelResourceManagers
writes V2 (`podEntries`); 1.37 writes V3, which has the whole state once more as a string with its own checksum.

Source: `pkg/kubelet/cm/memorymanager/state` and `policy_static.go`, Kubernetes 1.27 to 1.38.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from numaconf.kubelet import quantity
from numaconf.kubelet.state import checkpoint
from numaconf.kubelet.state.checkpoint import CORRUPTED, StateError, dump_list, dump_map

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from numaconf.machine.model import Machine, NumaNode

NAME = "memory_manager_state"
PREFIX = "start memory manager error: "
POD_LEVEL_SINCE, WHOLE_TEXT_SINCE = 36, 37
GROUPS_SINCE = 32
"""From this minor free and reserved memory are compared summed over a group of NUMA nodes; before, node by node, and
the order in which a group is filled again is random."""

_NAMES: tuple[str, ...] = ("", "V1")
"""How the struct is called in the dump that the checksum is of, after `MemoryManagerCheckpoint`."""

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


def read(data: bytes, minor: int, *, pod_level: bool = False) -> MemoryState:
    """The state in a file, as the kubelet of a minor loads it. Raises StateError with its words."""
    if minor >= WHOLE_TEXT_SINCE:
        fields = checkpoint.load(data)
        inner, said = checkpoint.text(fields, "data"), checkpoint.unsigned(fields, "dataChecksum")
        if inner or said:
            if checkpoint.of_text(inner) != said:
                raise StateError(f"could not load v3 checkpoint: {CORRUPTED}")
            try:
                return _parsed(checkpoint.load(inner))
            except StateError as error:
                raise StateError(f"could not load v3 checkpoint: {error}") from None
        names, pods, zero = _NAMES[:1], True, True
    elif minor >= POD_LEVEL_SINCE:
        names, pods, zero = _NAMES, pod_level, True
    else:
        names, pods, zero = _NAMES[:1], False, False
    fields = checkpoint.load(data)
    state, said = _parsed(fields), checkpoint.unsigned(fields, "checksum")
    accepted = [_dump(name, state, fields, pods=False) for name in names]
    if pods:
        accepted += [_dump(name, state, fields, pods=True) for name in ("", "V2")]
    if not (said == 0 and zero) and said not in map(checkpoint.checksum, accepted):
        raise StateError(CORRUPTED)
    return state


def _parsed(fields: Mapping[str, Any]) -> MemoryState:
    machine = {}
    for number, node in (checkpoint.mapping(fields, "machineState") or {}).items():
        if not number.lstrip("-").isdecimal() or len(number) > 18 or not isinstance(node, dict):
            raise _wrong("machineState")
        machine[int(number)] = _node(checkpoint.folded(node))
    entries = {}
    for pod, containers in (checkpoint.mapping(fields, "entries") or {}).items():
        if not isinstance(containers, dict):
            raise _wrong("entries")
        entries[pod] = {name: tuple(_blocks(blocks)) for name, blocks in containers.items()}
    pods = {}
    for pod, entry in (checkpoint.mapping(fields, "podEntries") or {}).items():
        if not isinstance(entry, dict):
            raise _wrong("podEntries")
        pods[pod] = tuple(_blocks(checkpoint.folded(entry).get("memoryblocks") or []))
    return MemoryState(checkpoint.text(fields, "policyName"), machine, entries, pods)


def _node(fields: Mapping[str, Any]) -> NumaState:
    tables = {}
    for type_, table in (checkpoint.mapping(fields, "memoryMap") or {}).items():
        if not isinstance(table, dict):
            raise _wrong("memoryMap")
        inner = checkpoint.folded(table)
        names = ("total", "systemReserved", "allocatable", "reserved", "free")
        tables[type_] = Table(*(checkpoint.unsigned(inner, name) for name in names))
    cells = fields.get("cells")
    if cells is not None and not _are_numbers(cells):
        raise _wrong("cells")
    return NumaState(
        checkpoint.unsigned(fields, "numberOfAssignments"), tables, None if cells is None else tuple(cells)
    )


def _blocks(blocks: Any) -> Iterator[Block]:
    if not isinstance(blocks, list):
        raise _wrong("entries")
    for block in blocks:
        if not isinstance(block, dict):
            raise _wrong("entries")
        fields = checkpoint.folded(block)
        nodes = fields.get("numaaffinity") or []
        if not _are_numbers(nodes):
            raise _wrong("numaAffinity")
        yield Block(tuple(nodes), checkpoint.text(fields, "type"), checkpoint.unsigned(fields, "size"))


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, int) and not isinstance(one, bool) and abs(one) < 2**63 for one in value
    )


def _wrong(name: str) -> StateError:
    return StateError(f"json: cannot unmarshal into Go struct field MemoryManagerCheckpoint.{name}")


def _dump(name: str, state: MemoryState, fields: Mapping[str, Any], *, pods: bool) -> str:
    machine = None if "machinestate" in fields and fields["machinestate"] is None else state.machine
    entries = None if "entries" in fields and fields["entries"] is None else state.entries
    more = f" PodEntries:(state.PodMemoryAssignments){dump_map(state.pods, _dump_pod)}" if pods else ""
    return (
        f"(*state.MemoryManagerCheckpoint{name}){{PolicyName:(string){state.policy}"
        f" MachineState:(state.NUMANodeMap){dump_map(machine, _dump_node)}"
        f" Entries:(state.ContainerMemoryAssignments){dump_map(entries, _dump_containers)}{more}"
        " Checksum:(checksum.Checksum)0}"
    )


def _dump_node(node: NumaState) -> str:
    return (
        f"<*>{{NumberOfAssignments:(int){node.assignments}"
        f" MemoryMap:(map[v1.ResourceName]*state.MemoryTable){dump_map(node.memory, _dump_table)}"
        f" Cells:([]int){dump_list(node.cells)}}}"
    )


def _dump_table(table: Table) -> str:
    names = ("TotalMemSize", "SystemReserved", "Allocatable", "Reserved", "Free")
    return f"<*>{{{' '.join(f'{name}:(uint64){value}' for name, value in zip(names, table, strict=True))}}}"


def _dump_containers(containers: Mapping[str, tuple[Block, ...]]) -> str:
    return dump_map(containers, lambda blocks: dump_list(blocks, _dump_block))


def _dump_pod(blocks: tuple[Block, ...]) -> str:
    return f"{{MemoryBlocks:([]state.Block){dump_list(blocks or None, _dump_block)}}}"


def _dump_block(block: Block) -> str:
    return (
        f"{{NUMAAffinity:([]int){dump_list(block.nodes)} Type:(v1.ResourceName){block.type} Size:(uint64){block.size}}}"
    )


def write(state: MemoryState, minor: int) -> str:
    """The file that a kubelet of a minor writes, byte for byte (without pod-level memory)."""
    machine = {
        str(number): {
            "numberOfAssignments": node.assignments,
            "memoryMap": {
                type_: {
                    "total": table.total, "systemReserved": table.system_reserved, "allocatable": table.allocatable,
                    "reserved": table.reserved, "free": table.free,
                }
                for type_, table in sorted(node.memory.items())
            },
            "cells": None if node.cells is None else list(node.cells),
        }
        for number, node in sorted(state.machine.items(), key=lambda item: str(item[0]))
    }  # fmt: skip
    fields: dict[str, Any] = {"policyName": state.policy, "machineState": machine}
    if state.entries:
        fields["entries"] = {
            pod: {
                name: [{"numaAffinity": list(one.nodes), "type": one.type, "size": one.size} for one in blocks]
                for name, blocks in sorted(containers.items())
            }
            for pod, containers in sorted(state.entries.items())
        }
    whole = {**fields, "checksum": checkpoint.checksum(_dump("", state, {}, pods=False))}
    if minor >= WHOLE_TEXT_SINCE:
        inner = json.dumps(fields, separators=(",", ":"))
        whole |= {"data": inner, "dataChecksum": checkpoint.of_text(inner)}
    return json.dumps(whole, separators=(",", ":"))


def refusal(data: bytes, manager: MemoryManager, minor: int, folder: str = "/var/lib/kubelet") -> str | None:
    """What a memory manager of a minor says to a file and then exits, without PREFIX; None where it starts."""
    try:
        state = read(data, minor, pod_level=manager.pod_level)
        if state.policy != manager.policy:
            raise StateError(
                f'[memorymanager] configured policy "{manager.policy}" differs from state checkpoint policy '
                f'"{state.policy}"'
            )
    except StateError as error:
        return restoring(str(error), folder)
    if manager.policy != "Static":
        return None
    return inconsistent(state, manager.machine, minor, pod_level=manager.pod_level)


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
