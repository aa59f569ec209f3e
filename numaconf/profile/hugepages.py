"""Whether the machines of a profile can hold the hugepages that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import path
from numaconf.kubelet.quantity import binary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.machine.model import Machine
    from numaconf.profile.model import Profile
    from numaconf.targets.target import Intent


def too_many(profile: Profile, intent: Intent) -> list[Finding]:
    """Hugepages on NUMA nodes that a machine lacks, or that do not fit into a node's memory."""
    found: dict[tuple[Route, str], Finding] = {}
    for machine in intent.machines:
        for index, message in _wrong(machine, intent):
            where: Route = ("spec", "hugepages", index)
            found.setdefault((where, message), profile.finding("NC807", f"{path(where)}: {message}", where))
    return list(found.values())


def _wrong(machine: Machine, intent: Intent) -> Iterator[tuple[int, str]]:
    if machine.nodes is None:
        return
    room = {node.id: node.memory for node in machine.nodes}
    for entry in intent.config.get("reservedMemory") or ():
        _take(room, entry["numaNode"], _bytes(entry["limits"].get("memory")))
    for index, pages in enumerate(intent.hugepages):
        wanted = pages.size * pages.pages
        if pages.numa_node is None:
            # The kernel spreads them over all nodes, and goes on where there is room.
            left = None if None in room.values() else sum(amount or 0 for amount in room.values())
            where = machine.name
        elif pages.numa_node not in room:
            nodes = ", ".join(map(str, room))
            yield index, f"{machine.name} has no NUMA node {pages.numa_node}; it has {nodes}"
            continue
        else:
            left, where = room[pages.numa_node], f"NUMA node {pages.numa_node} of {machine.name}"
        if left is not None and wanted > left:
            yield index, f"{binary(wanted)} do not fit: {where} has {binary(max(0, left))} beside what is reserved"
        elif pages.numa_node is not None:
            _take(room, pages.numa_node, wanted)


def _take(room: dict[int, int | None], node: int, amount: int) -> None:
    left = room.get(node)
    if left is not None:
        room[node] = left - amount


def _bytes(text: str | None) -> int:
    from numaconf.kubelet import quantity

    try:
        return 0 if text is None else quantity.parse(text).bytes
    except quantity.QuantityError:
        return 0
