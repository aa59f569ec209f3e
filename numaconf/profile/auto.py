"""What `auto` means, as arithmetic: shares of the reserved memory, and CPUs core by core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import quantity
from numaconf.kubelet.reserved_memory import shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.machine.model import Machine, NumaNode


class Unresolvable(Exception):
    """Why an `auto` has no value here, and what helps."""


def nodes_with_cpus(machine: Machine | None) -> tuple[NumaNode, ...]:
    """The NUMA nodes that have CPUs, by ascending id. Raises Unresolvable where that is not known."""
    if machine is None:
        raise Unresolvable("no machine is named: set spec.machine, or give --machine")
    if machine.nodes is None or any(node.cpus is None for node in machine.nodes):
        raise Unresolvable(
            f"it was not measured which CPUs belong to which NUMA node of {machine.name}: "
            "describe it under spec.machine, by snapshot, synthetic or numaNodes"
        )
    return tuple(node for node in machine.nodes if node.cpus)


def reserved_memory(total: int, machine: Machine | None) -> list[dict[str, Any]]:
    """`reservedMemory` for a sum of `total` bytes. Raises Unresolvable."""
    nodes = nodes_with_cpus(machine)
    if total <= 0:
        raise Unresolvable(
            "nothing is reserved: give kubeReserved or systemReserved memory, or a memory.available threshold"
        )
    entries = []
    for node, amount in zip(nodes, shares(total, len(nodes)), strict=True):
        if node.memory is not None and amount > node.memory:
            share, has = quantity.binary(amount), quantity.binary(node.memory)
            raise Unresolvable(f"the share of NUMA node {node.id} is {share}, and the node has {has}")
        if amount:
            entries.append({"numaNode": node.id, "limits": {"memory": quantity.binary(amount)}})
    return entries


def reserved_cpus(milli: int, machine: Machine | None) -> frozenset[int]:
    """`reservedSystemCPUs` for a demand of `milli` thousandths of a CPU, rounded up to whole cores; 0: one core on
    each NUMA node that has CPUs. Core by core round-robin over those nodes, lowest core first. Raises Unresolvable.
    """
    nodes = nodes_with_cpus(machine)
    cores = _cores(machine, nodes)
    wanted = -(-milli // 1000)
    taken: list[int] = []
    turns = max(map(len, cores)) if milli else 1
    for turn in range(turns):
        for mine in cores:
            if turn < len(mine) and (not milli or len(taken) < wanted):
                taken += mine[turn]
    if len(taken) < wanted:
        raise Unresolvable(f"{wanted} CPUs are asked for, and the machine has {len(taken)}")
    return frozenset(taken)


def _cores(machine: Machine | None, nodes: Sequence[NumaNode]) -> list[list[tuple[int, ...]]]:
    """The cores of each node, lowest first."""
    if machine is None or machine.cores is None:
        raise Unresolvable(
            f"it was not measured which CPUs share a core on {machine.name if machine else 'the machine'}: "
            "describe it under spec.machine, by snapshot, synthetic or numaNodes"
        )
    return [sorted(tuple(sorted(core)) for core in machine.cores if set(core) & set(node.cpus or ())) for node in nodes]
