"""The formats of `memory_manager_state`, and what a kubelet says to a file.

V1 up to 1.35, read and written by 1.36; 1.36 with the gate PodLevelResourceManagers writes V2 (`podEntries`); 1.37
writes V3, which has the whole state once more as a string with its own checksum.

Source: `pkg/kubelet/cm/memorymanager/state`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from numaconf.kubelet.state import checkpoint, memory
from numaconf.kubelet.state.checkpoint import CORRUPTED, StateError, dump_list, dump_map
from numaconf.kubelet.state.memory import Block, MemoryState, NumaState, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from numaconf.kubelet.state.memory import MemoryManager

POD_LEVEL_SINCE, WHOLE_TEXT_SINCE = 36, 37
"""The minors that know V2 and V3."""

_NAMES: tuple[str, ...] = ("", "V1")
"""How the struct is called in the dump that the checksum is of, after `MemoryManagerCheckpoint`."""


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
    """The file that a kubelet of a minor writes, byte for byte (pod-level memory from 1.37 on)."""
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
            pod: {name: _written(blocks) for name, blocks in sorted(containers.items())}
            for pod, containers in sorted(state.entries.items())
        }
    whole = {**fields, "checksum": checkpoint.checksum(_dump("", state, {}, pods=False))}
    if minor >= WHOLE_TEXT_SINCE:
        pods = {pod: {"memoryBlocks": _written(blocks)} for pod, blocks in sorted(state.pods.items())}
        inner = json.dumps(fields | ({"podEntries": pods} if pods else {}), separators=(",", ":"))
        whole |= {"data": inner, "dataChecksum": checkpoint.of_text(inner)}
    return json.dumps(whole, separators=(",", ":"))


def _written(blocks: Iterable[memory.Block]) -> list[dict[str, Any]]:
    return [{"numaAffinity": list(one.nodes), "type": one.type, "size": one.size} for one in blocks]


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
        return memory.restoring(str(error), folder)
    if manager.policy != "Static":
        return None
    return memory.inconsistent(state, manager.machine, minor, pod_level=manager.pod_level)
