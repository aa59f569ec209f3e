"""Machines written by hand: the `numaNodes` list of a profile or snapshot, and what is beside it.

numaNodes:
  - {cpus: "0-17,36-53", memory: 96906Mi}
  - {cpus: "18-35,54-71", memory: 96922Mi}
threadsPerCore: 2
memoryCapacity: 198479216Ki
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import MAX_NODE, cpu_list, size
from numaconf.named import NamedTuple

KEYS = ("numaNodes", "threadsPerCore", "memoryCapacity")
NODE_KEYS = ("id", "cpus", "memory", "hugepages", "socket", "memoryKind")
MEMORY_KINDS = ("gpu", "dax")


class Listed(NamedTuple):
    """The `numaNodes` list as written: each node, its CPUs in the order written, and whether two equal ranges stood
    there, which is how CPU lists look where each core has two threads.
    """

    nodes: tuple[NumaNode, ...]
    cpus: tuple[tuple[int, ...] | None, ...]
    halves: tuple[bool, ...]

    def by_id(self) -> tuple[NumaNode, ...]:
        """The nodes by ascending id."""
        return tuple(sorted(self.nodes, key=lambda node: node.id))


def machine(value: dict[str, Any], name: str, known_from: str = "written by hand") -> Machine:
    """The machine of a mapping with the KEYS (others are not looked at).

    Nodes without `id` are numbered by their place. `threadsPerCore` is by default 2 where each list of CPUs has two
    equal ranges, else 1; siblings are paired in list order (`"0-17,36-53"`: 0 with 36). Sockets are known where every
    node names its own. Raises MachineError with the route.
    """
    listed = numa_nodes(value.get("numaNodes"))
    threads = value.get("threadsPerCore")
    if threads is None:
        filled = [halves for halves, cpus in zip(listed.halves, listed.cpus, strict=True) if cpus]
        threads = 2 if filled and all(filled) else 1
        uneven = [at for at, cpus in enumerate(listed.cpus) if cpus and not listed.halves[at]]
        if any(filled) and uneven and all(_ranges(cpus) == 2 for cpus in listed.cpus if cpus):
            raise MachineError(
                f"{len(listed.cpus[uneven[0]] or ())} CPUs in two ranges of different length: it cannot be said which "
                "are siblings",
                "correct the list, or write threadsPerCore (1: no SMT)",
                ("numaNodes", uneven[0], "cpus"),
            )
    return Machine(
        name,
        listed.by_id(),
        cores(threads, listed.cpus),
        sockets(listed.nodes),
        memory_capacity=optional_size(value, "memoryCapacity"),
        known_from=known_from,
    )


def _ranges(cpus: tuple[int, ...]) -> int:
    return 1 + sum(after - before > 1 for before, after in pairwise(cpus))


def numa_nodes(value: Any) -> Listed:
    """What a `numaNodes` list says. Raises MachineError with the route."""
    if not isinstance(value, list) or not value:
        raise MachineError(
            "numaNodes must be a list of NUMA nodes", "write - {cpus: 0-17, memory: 96Gi}", ("numaNodes",)
        )
    nodes, lists, halves = zip(*(_placed(item, place) for place, item in enumerate(value)), strict=True)
    _once([(node.id, place) for place, node in enumerate(nodes)], "NUMA node id", "id")
    _once([(cpu, place) for place, cpus in enumerate(lists) for cpu in cpus or ()], "CPU", "cpus")
    return Listed(nodes, lists, halves)


def _placed(item: Any, place: int) -> tuple[NumaNode, tuple[int, ...] | None, bool]:
    try:
        return _node(item, place)
    except MachineError as error:
        raise error.below("numaNodes", place) from None


def _node(item: Any, place: int) -> tuple[NumaNode, tuple[int, ...] | None, bool]:
    if not isinstance(item, dict):
        raise MachineError("a NUMA node is a mapping", "write {cpus: 0-17, memory: 96Gi}")
    refuse_unknown(item, NODE_KEYS)
    number = item.get("id", place)
    if not _whole(number, 0, MAX_NODE):
        raise MachineError(f"{number!r} is not a NUMA node id", f"0 to {MAX_NODE}", ("id",))
    cpus = None if item.get("cpus") is None else cpus_of(item["cpus"], "cpus")
    socket = item.get("socket")
    if socket is not None and not _whole(socket, 0, 2**31 - 1):
        raise MachineError(f"{socket!r} is not a socket number", "write 0, 1, …", ("socket",))
    kind = item.get("memoryKind")
    if kind is not None and kind not in MEMORY_KINDS:
        raise MachineError(f"{kind!r} is not a kind of memory", f"one of {', '.join(MEMORY_KINDS)}", ("memoryKind",))
    node = NumaNode(
        number,
        None if cpus is None else tuple(sorted(cpus)),
        optional_size(item, "memory"),
        _hugepages(item.get("hugepages")),
        socket,
        kind,
    )
    return node, cpus, _halves(item.get("cpus"))


def _halves(written: Any) -> bool:
    parts = [part.partition("-") for part in str(written).split(",")]
    spans = [int(last) - int(first) if dash else 0 for first, dash, last in parts if len(parts) == 2]
    return len(spans) == 2 and spans[0] == spans[1]


def cpus_of(value: Any, *route: str | int) -> tuple[int, ...]:
    """The CPUs of a list, in the order written; a single CPU may stand without quotes. Raises MachineError."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise MachineError(f"{value!r} is not a list of CPUs", "write a list such as 0-17,36-53", route)
    try:
        return cpu_list(value)
    except MachineError as error:
        raise error.below(*route) from None


def refuse_unknown(item: dict[str, Any], known: tuple[str, ...]) -> None:
    """Raises MachineError for a key that is not one of the known ones, with the nearest."""
    for key in item:
        if key not in known:
            from numaconf.suggest import did_you_mean

            remedy = did_you_mean(str(key), known, f"known: {', '.join(known)}")
            raise MachineError(f"unknown key {key}", remedy, (key,), key=True)


def sockets(nodes: tuple[NumaNode, ...]) -> tuple[tuple[int, ...], ...] | None:
    """The CPUs of each socket, by socket number; None when a node with CPUs does not name its socket."""
    found: dict[int, list[int]] = {}
    for node in nodes:
        if node.cpus is None or (node.cpus and node.socket is None):
            return None
        if node.socket is not None and node.cpus:
            found.setdefault(node.socket, []).extend(node.cpus)
    return tuple(tuple(sorted(found[number])) for number in sorted(found))


def cores(threads: Any, lists: tuple[tuple[int, ...] | None, ...]) -> tuple[tuple[int, ...], ...] | None:
    """The CPUs of each core, where each NUMA node's CPUs stand as `threads` lists of siblings one after another.

    None where some list is unknown. Raises MachineError.
    """
    if not _whole(threads, 1, 8):
        raise MachineError(f"{threads!r} is not a number of threads", "write 1 or 2", ("threadsPerCore",))
    found = []
    for place, cpus in enumerate(lists):
        if cpus is None:
            return None
        share, rest = divmod(len(cpus), threads)
        if rest:
            route = ("numaNodes", place, "cpus")
            raise MachineError(
                f"{len(cpus)} CPUs are not whole cores of {threads} threads", "set threadsPerCore", route
            )
        found += [tuple(sorted(cpus[core::share])) for core in range(share)]
    return tuple(sorted(found))


def _hugepages(value: Any) -> dict[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise MachineError("hugepages maps sizes to numbers of pages", "write {2Mi: 1024, 1Gi: 16}", ("hugepages",))
    pages: dict[int, int] = {}
    for key, number in value.items():
        try:
            page = size(key)
        except MachineError as error:
            raise error.below("hugepages", key) from None
        if not _whole(number, 0, 2**63 - 1):
            raise MachineError(f"{number!r} is not a number of pages", "write for example 16", ("hugepages", key))
        if page in pages:
            raise MachineError(f"the page size {key} appears twice", "", ("hugepages", key))
        pages[page] = number
    return dict(sorted(pages.items()))


def optional_size(item: dict[str, Any], key: str) -> int | None:
    """The bytes under a key, or None. Raises MachineError."""
    if item.get(key) is None:
        return None
    try:
        return size(item[key])
    except MachineError as error:
        raise error.below(key) from None


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _once(values: list[tuple[int, int]], what: str, key: str) -> None:
    """Raises MachineError at the second node that has a value; `values` are (value, place of the node)."""
    seen: set[int] = set()
    for value, place in values:
        if value in seen:
            raise MachineError(f"{what} {value} belongs to two NUMA nodes", "", ("numaNodes", place, key))
        seen.add(value)
