"""What `lscpu --json` and `lscpu --json --extended` print (util-linux 2.30 to 2.42).

The first has the CPUs of each NUMA node and how many threads a core has; which CPUs are siblings only the second tells.
Neither knows of memory or distances.
"""

from __future__ import annotations

import re
from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.formats.values import (
    Grouped,
    Route,
    cpu,
    items,
    mapping,
    name_of,
    numa_id,
    once,
    optional,
    with_sockets,
)
from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import MAX_NODE
from numaconf.machine.numa_nodes import cpus_of
from numaconf.machine.sysfs import ARCHITECTURES

_NODE = re.compile(r"NUMA node(\d{1,4}) CPU\(s\)", re.ASCII)
_NONE = {"", "-", "None"}


def recognises(value: Any) -> bool:
    """Whether this is what lscpu prints."""
    if not isinstance(value, dict):
        return False
    cpus = value.get("cpus")
    return isinstance(value.get("lscpu"), list) or (
        isinstance(cpus, list) and bool(cpus) and isinstance(cpus[0], dict) and "cpu" in cpus[0]
    )


def repaired(data: bytes) -> bytes:
    """The text with null where `lscpu --json --extended` of util-linux 2.38 writes a bare `-`, which is not JSON."""
    is_table = re.match(rb'\s*\{\s*"cpus"\s*:', data)
    return re.sub(rb'(":\s*)-(\s*[,}\r\n])', rb"\1null\2", data) if is_table else data


def machine(value: dict[str, Any], path: str) -> Machine:
    """The machine of lscpu's output. Raises MachineError with the route."""
    return _summary(value, path) if "lscpu" in value else _table(value, path)


def _summary(value: dict[str, Any], path: str) -> Machine:
    fields: dict[str, tuple[Any, Route]] = {}
    stack: list[tuple[Any, Route]] = [
        (item, ("lscpu", place)) for place, item in enumerate(items(value["lscpu"], ("lscpu",)))
    ]
    while stack:
        item, route = stack.pop()
        one = mapping(item, route)
        fields.setdefault(str(one.get("field")).rstrip(":"), (one.get("data"), (*route, "data")))
        children = items(one.get("children"), (*route, "children"))
        stack += [(child, (*route, "children", place)) for place, child in enumerate(children)]

    def listed(name: str) -> tuple[int, ...] | None:
        text, route = fields.get(name, (None, ()))
        return None if text is None else () if text in _NONE else tuple(sorted(cpus_of(text, *route)))

    online, nodes, seen = listed("On-line CPU(s) list"), [], set[int]()
    for name, (_, route) in fields.items():
        match = _NODE.fullmatch(name)
        if match:
            cpus = tuple(number for number in listed(name) or () if online is None or number in online)
            for number in cpus:
                once(number, seen, route)
            nodes.append(NumaNode(numa_id(match[1], route), cpus))
    if not nodes and online is None:
        raise MachineError("lscpu lists no CPUs here", "give the output of lscpu --json", ("lscpu",))
    every = seen or set(online or ())
    threads, route = fields.get("Thread(s) per core", (None, ()))
    arch = fields.get("Architecture", (None, ()))[0]
    single = optional(threads, route) == 1
    return Machine(
        name_of(path),
        tuple(sorted(nodes)) or None,
        tuple((one,) for one in sorted(every)) if single else None,
        (tuple(sorted(every)),) if fields.get("Socket(s)", (None,))[0] in {1, "1"} else None,
        arch=ARCHITECTURES.get(arch, arch) if isinstance(arch, str) else None,
        vcpus=len(every),
        known_from=f"lscpu, {path}",
        offline_cpus=listed("Off-line CPU(s) list"),
    )


def _table(value: dict[str, Any], path: str) -> Machine:
    rows = items(value["cpus"], ("cpus",))
    nodes, cores, sockets, l3 = Grouped(), Grouped(), Grouped(), Grouped()
    seen: set[int] = set()
    offline = []
    has_nodes = any(isinstance(row, dict) and optional(row.get("node"), ("cpus",)) is not None for row in rows)
    for place, row in enumerate(rows):
        route: tuple[str | int, ...] = ("cpus", place)
        one = mapping(row, route)
        number = cpu(one.get("cpu"), (*route, "cpu"))
        once(number, seen, (*route, "cpu"))
        if one.get("online") in {False, "no", "n", "N"}:
            offline.append(number)
            continue
        node = optional(one.get("node"), (*route, "node"), MAX_NODE)
        if node is None and has_nodes:  # as in cAdvisor, a CPU in no NUMA node does not exist
            seen.remove(number)
            continue
        package = optional(one.get("socket"), (*route, "socket"))
        core = optional(one.get("core"), (*route, "core"))
        nodes.add(node, number)
        sockets.add(package, number)
        cores.add(None if core is None else (package, core), number)
        l3.add(_cache(one), number)
    groups = l3.groups()
    return Machine(
        name_of(path),
        with_sockets(tuple(NumaNode(number, cpus) for number, cpus in nodes.by_number().items()), sockets.by_number())
        or None,
        cores.groups(),
        sockets.groups(),
        groups,
        vcpus=len(seen) - len(offline),
        known_from=f"lscpu, {path}",
        offline_cpus=tuple(sorted(offline)),
    )


def _cache(row: dict[str, Any]) -> str | None:
    """The number of a CPU's level 3 cache, of the column whose name lists the caches: `l1d:l1i:l2:l3`."""
    for name, text in row.items():
        levels = str(name).lower().split(":")
        numbers = str(text).split(":")
        if "l3" in levels and len(numbers) == len(levels):
            found = numbers[levels.index("l3")]
            return found if found.isdecimal() else None
    return None
