"""The report of `dracpu gatherinfo`, the CPU driver for dynamic resource allocation (`layoutVersion: v1`).

Source: github.com/kubernetes-sigs/dra-driver-cpu `internal/gatherinfo`, 2026-08. It tells everything about CPUs, and
nothing about memory.
"""

from __future__ import annotations

from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.formats.values import Grouped, cpu, items, mapping, name_of, once, optional, with_sockets
from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import MAX_NODE

LAYOUT = "v1"


def recognises(value: Any) -> bool:
    """Whether this is such a report."""
    return isinstance(value, dict) and "layoutVersion" in value and isinstance(value.get("cpuDetails"), dict)


def machine(value: dict[str, Any], path: str) -> Machine:
    """The machine of a report. Raises MachineError with the route."""
    if value["layoutVersion"] != LAYOUT:
        raise MachineError(f"layout {str(value['layoutVersion'])[:40]!r} is not known, {LAYOUT} is", "",
                           ("layoutVersion",))  # fmt: skip
    rows = items(value["cpuDetails"].get("cpus"), ("cpuDetails", "cpus"))
    if not rows:
        raise MachineError("the report has no CPUs", "", ("cpuDetails",))
    nodes, cores, sockets, l3 = Grouped(), Grouped(), Grouped(), Grouped()
    seen: set[int] = set()
    for place, row in enumerate(rows):
        route: tuple[str | int, ...] = ("cpuDetails", "cpus", place)
        one = mapping(row, route)
        number = cpu(one.get("cpuID"), (*route, "cpuID"))
        once(number, seen, (*route, "cpuID"))
        package = optional(one.get("socketID"), (*route, "socketID"))
        core = optional(one.get("coreID"), (*route, "coreID"))
        nodes.add(optional(one.get("numaNodeID"), (*route, "numaNodeID"), MAX_NODE), number)
        sockets.add(package, number)
        cores.add(None if package is None or core is None else (package, core), number)
        l3.add(optional(one.get("uncoreCacheID"), (*route, "uncoreCacheID")), number)
    found = tuple(NumaNode(number, cpus) for number, cpus in nodes.by_number().items())
    return Machine(
        name_of(path),
        with_sockets(found, sockets.by_number()) or None,
        cores.groups(),
        sockets.groups(),
        l3.groups(),
        vcpus=len(seen),
        known_from=f"dracpu gatherinfo, {path}",
    )
