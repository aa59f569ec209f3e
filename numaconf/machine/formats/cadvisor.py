"""cAdvisor's MachineInfo as JSON: what the kubelet itself works with (`/api/v1.3/machine`, cpumgrx's input).

Source: github.com/google/cadvisor `info/v1/machine.go`, v0.49 to v0.60.
"""

from __future__ import annotations

from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.formats.values import (
    Grouped,
    cpu,
    items,
    mapping,
    name_of,
    numa_id,
    once,
    optional,
    whole,
    with_sockets,
)
from numaconf.machine.model import Machine, NumaNode


def recognises(value: Any) -> bool:
    """Whether this is a MachineInfo."""
    return isinstance(value, dict) and isinstance(value.get("topology"), list) and "num_cores" in value


def machine(value: dict[str, Any], path: str) -> Machine:
    """The machine of a MachineInfo. Raises MachineError with the route."""
    nodes, rows, cores = [], [], []
    sockets, l3 = Grouped(), Grouped()
    seen: set[int] = set()
    for place, item in enumerate(value["topology"]):
        route: tuple[str | int, ...] = ("topology", place)
        one = mapping(item, route)
        number = numa_id(one.get("node_id"), (*route, "node_id"))
        own: list[int] = []
        for index, core in enumerate(items(one.get("cores"), (*route, "cores"))):
            where = (*route, "cores", index)
            threads = items(mapping(core, where).get("thread_ids"), (*where, "thread_ids"))
            cpus = [cpu(thread, (*where, "thread_ids", at)) for at, thread in enumerate(threads)]
            for at, thread in enumerate(cpus):
                once(thread, seen, (*where, "thread_ids", at))
                sockets.add(optional(core.get("socket_id"), (*where, "socket_id")), thread)
            if cpus:
                cores.append(tuple(sorted(cpus)))
            own += cpus
            for cache in items(core.get("uncore_caches"), (*where, "uncore_caches")):
                if mapping(cache, where).get("level") == 3:
                    for thread in cpus:
                        l3.add((number, cache.get("id")), thread)
        if any(mapping(cache, route).get("level") == 3 for cache in items(one.get("caches"), (*route, "caches"))):
            for thread in own:
                l3.add((number, "node"), thread)
        nodes.append(
            NumaNode(number, tuple(sorted(own)), optional(one.get("memory"), (*route, "memory")), _pages(one, route))
        )
        rows.append((number, _row(one, route, len(value["topology"]))))
    if len({node.id for node in nodes}) < len(nodes):
        raise MachineError("a NUMA node appears twice", "", ("topology",))
    distances = tuple(row for _, row in sorted(rows))
    return Machine(
        name_of(path),
        with_sockets(tuple(sorted(nodes)), sockets.by_number()) or None,
        tuple(sorted(cores)) or None,
        sockets.groups(),
        l3.groups() or None,  # one that several NUMA nodes share is left out by cAdvisor
        tuple(row for row in distances if row) if all(distances) and nodes else None,
        optional(value.get("memory_capacity"), ("memory_capacity",)),
        instance_type=_text(value.get("instance_type")) if value.get("cloud_provider") == "AWS" else None,
        known_from=f"cAdvisor's MachineInfo, {path}",
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value not in {"", "None", "Unknown"} else None


def _pages(node: dict[str, Any], route: tuple[str | int, ...]) -> dict[int, int] | None:
    if node.get("hugepages") is None:
        return None
    pages = {}
    for place, item in enumerate(items(node["hugepages"], (*route, "hugepages"))):
        where = (*route, "hugepages", place)
        size = whole(mapping(item, where).get("page_size"), (*where, "page_size"), 2**40)
        pages[size * 1024] = whole(item.get("num_pages"), (*where, "num_pages"))
    return dict(sorted(pages.items()))


def _row(node: dict[str, Any], route: tuple[str | int, ...], number: int) -> tuple[int, ...] | None:
    """The node's distances; cAdvisor leaves them out where the kernel has none."""
    given = items(node.get("distances"), (*route, "distances"))
    if not given:
        return None
    row = tuple(whole(one, (*route, "distances", place), 255) for place, one in enumerate(given))
    return row if len(row) == number and all(row) else None
