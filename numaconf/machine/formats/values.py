"""Values of other programs' files, checked while they are taken."""

from __future__ import annotations

import os
import re
from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.model import NumaNode
from numaconf.machine.notation import MAX_CPU, MAX_NODE

Route = tuple[str | int, ...]
Groups = tuple[tuple[int, ...], ...]

MOST = 2**63 - 1


def mapping(value: Any, route: Route) -> dict[str, Any]:
    """A mapping, or MachineError."""
    if not isinstance(value, dict):
        raise MachineError("this must be a mapping", "", route)
    return value


def items(value: Any, route: Route) -> list[Any]:
    """A list; a missing one is empty. Raises MachineError."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise MachineError("this must be a list", "", route)
    return value


def whole(value: Any, route: Route, most: int = MOST) -> int:
    """A whole number from 0 on, also as text. Raises MachineError."""
    number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,19}", value, re.ASCII) else value
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= most:
        raise MachineError(f"{str(value)[:40]!r} is not a whole number from 0 to {most}", "", route)
    return number


def optional(value: Any, route: Route, most: int = MOST) -> int | None:
    """The same, None where the number is missing, negative or `-`, which is how programs say that they do not know."""
    unknown = value is None or value in {"-", ""} or (isinstance(value, int) and value < 0) or value == "-1"
    return None if unknown else whole(value, route, most)


def cpu(value: Any, route: Route) -> int:
    """A CPU's number. Raises MachineError."""
    return whole(value, route, MAX_CPU)


def numa_id(value: Any, route: Route) -> int:
    """A NUMA node's id. Raises MachineError."""
    return whole(value, route, MAX_NODE)


class Grouped:
    """CPUs by something that they share; one CPU of which it is unknown makes all of it unknown."""

    def __init__(self) -> None:
        self._found: dict[object, list[int]] | None = {}

    def add(self, key: object, cpu: int) -> None:
        """A CPU and what it shares, None where that is unknown."""
        if key is None:
            self._found = None
        elif self._found is not None:
            self._found.setdefault(key, []).append(cpu)

    def groups(self) -> Groups | None:
        """The groups by ascending first CPU."""
        return None if self._found is None else tuple(sorted(tuple(sorted(cpus)) for cpus in self._found.values()))

    def by_number(self) -> dict[int, tuple[int, ...]]:
        """The groups by number, where what the CPUs share is one."""
        found = self._found or {}
        return {key: tuple(sorted(found[key])) for key in sorted(key for key in found if isinstance(key, int))}


def once(cpu: int, seen: set[int], route: Route) -> None:
    """Raises MachineError for a CPU that was there before."""
    if cpu in seen:
        raise MachineError(f"CPU {cpu} appears twice", "", route)
    seen.add(cpu)


def with_sockets(nodes: tuple[NumaNode, ...], sockets: dict[int, tuple[int, ...]]) -> tuple[NumaNode, ...]:
    """The nodes, each with the number of the socket that has all of its CPUs."""
    owner = {cpu: number for number, cpus in sockets.items() for cpu in cpus}
    found = []
    for node in nodes:
        numbers = {owner.get(cpu) for cpu in node.cpus or ()}
        found.append(node._replace(socket=numbers.pop() if len(numbers) == 1 else None))
    return tuple(found)


def name_of(path: str) -> str:
    """What to call a machine whose file does not name it: the file, without its ending."""
    return os.path.splitext(os.path.basename(path))[0] or "machine"
