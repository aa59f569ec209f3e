"""The machines that a profile names: `spec.machine`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.documents.source import path
from numaconf.errors import CannotDo, Problem
from numaconf.machine.errors import MachineError

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.machine.model import Machine
    from numaconf.profile.model import Profile

_ROUTE: Route = ("spec", "machine")


def machines(profile: Profile) -> tuple[tuple[Machine, ...], list[Finding]]:
    """The machines of a profile, () when it names none, and what is wrong with them.

    Raises CannotDo for a snapshot that cannot be read.
    """
    block = profile.spec("machine") or {}
    asked: list[Route] = [("instanceTypes", index) for index in range(len(block.get("instanceTypes", ())))]
    asked += [(key,) for key in ("snapshot", "synthetic", "numaNodes") if key in block]
    found: list[Machine] = []
    findings: list[Finding] = []
    for route in asked:
        try:
            found.append(_machine(profile, route))
        except (MachineError, Problem) as error:  # noqa: PERF203  every error is told, not the first
            if isinstance(error, CannotDo):
                raise
            place = (error.route if isinstance(error, MachineError) and route == ("numaNodes",) else ()) or route
            message = f"{path((*_ROUTE, *place))}: {error.message}" + (f"; {error.remedy}" if error.remedy else "")
            findings.append(profile.finding("NC802", message, (*_ROUTE, *place)))
    return tuple(found), findings


def _machine(profile: Profile, route: Route) -> Machine:
    """One machine by the key that names it: an instance type must not be taken for a file of that name."""
    value = profile.spec("machine", *route)
    match route[0]:
        case "instanceTypes":
            return _instance(value)
        case "synthetic":
            from numaconf.machine import synthetic

            return synthetic.parse(value)
        case "snapshot":
            from numaconf.documents import reading
            from numaconf.machine.formats import read

            file = os.path.join(profile.folder, value)
            reading.demand_inside(file, profile.folder)
            return read.load(file)
        case _:
            from numaconf.machine import numa_nodes

            return numa_nodes.machine(profile.spec("machine"), "numaNodes")


def _instance(name: str) -> Machine:
    from numaconf.machine import ec2

    found = ec2.instance(name)
    if found is None:
        from numaconf.suggest import several

        close = several(name, ec2.names())
        remedy = f"did you mean {' or '.join(close)}?" if close else "numaconf machine list shows those that are known"
        raise MachineError(f"{name} is not an EC2 instance type that numaconf knows", remedy)
    return found
