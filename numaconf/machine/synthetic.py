"""Machines in a few words, as hwloc's synthetic topologies: `numa:2 core:18 pu:2 memory:96Gi`.

Words stand outermost first; each says how many of it every one of the word before has. CPUs are numbered as Linux does
on EC2 (and on most servers): core c of C has the CPUs c, c + C, …, while `lstopo` numbers threads of a core in a row.

`memory` is that of each NUMA node; the machine's memoryCapacity is then their sum, since nothing else is said. What is
not said is unknown: `numa:2` has two NUMA nodes, of whatever size.
"""

from __future__ import annotations

import re

from numaconf.machine.errors import MachineError
from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import MAX_CPU, MAX_NODE, size

LEVELS = ("package", "numa", "l3", "core", "pu")
"""The words that count something. `core` and `pu` are the innermost; `package`, `numa` and `l3` nest in any order."""

MEMORY = "memory"
_WORDS = (*LEVELS, MEMORY)
EXAMPLE = "write for example 'numa:2 core:18 pu:2 memory:96Gi', outermost first"

_OTHER_NAMES = {"socket": "package", "node": "numa", "numanode": "numa", "l3cache": "l3", "thread": "pu", "cpu": "pu"}


def is_synthetic(text: str) -> bool:
    """Whether a text means to be a synthetic description: every word has a colon, and the first names a level."""
    words = text.split()
    known = (*_WORDS, *_OTHER_NAMES)
    return bool(words) and all(":" in word for word in words) and words[0].partition(":")[0].lower() in known


def parse(text: str) -> Machine:
    """The machine of a synthetic description. Raises MachineError."""
    counts, memory = _words(text)
    if "core" not in counts:
        return _without_cores(text, counts, memory)
    order = list(counts)
    if order[-1 - ("pu" in counts) :] != ["core", "pu"][: 1 + ("pu" in counts)]:
        raise MachineError(f"in {text!r} core and pu must come last, in this order", EXAMPLE)
    total = 1
    for count in counts.values():
        total *= count
    if total > MAX_CPU + 1:
        raise MachineError(f"{text!r} has {total} CPUs; {MAX_CPU + 1} are possible")
    threads = counts.get("pu", 1)
    cores = tuple(tuple(range(core, total, total // threads)) for core in range(total // threads))

    def groups(level: str) -> tuple[tuple[int, ...], ...] | None:
        if level not in counts:
            return None
        number = 1
        for outer in order[: order.index(level) + 1]:
            number *= counts[outer]
        share = len(cores) // number
        parts = (cores[part * share : (part + 1) * share] for part in range(number))
        return tuple(tuple(sorted(cpu for core in part for cpu in core)) for part in parts)

    sockets = groups("package")
    holder = {cpu: number for number, socket in enumerate(sockets or ()) for cpu in socket}
    nodes = groups("numa") or (tuple(range(total)),)
    if len(nodes) > MAX_NODE + 1:
        raise MachineError(f"{text!r} has {len(nodes)} NUMA nodes; {MAX_NODE + 1} are possible")
    return Machine(
        text,
        tuple(NumaNode(number, cpus, memory, socket=_only(holder, cpus)) for number, cpus in enumerate(nodes)),
        cores,
        sockets,
        groups("l3"),
        memory_capacity=None if memory is None else memory * len(nodes),
        known_from="synthetic description",
    )


def _without_cores(text: str, counts: dict[str, int], memory: int | None) -> Machine:
    """NUMA nodes of which no CPU list can be told; `pu` alone tells how many CPUs there are in all."""
    if "numa" not in counts:
        raise MachineError(f"{text!r} says neither how many NUMA nodes nor how many cores there are", EXAMPLE)
    if "l3" in counts:
        raise MachineError(f"{text!r} has caches, but no cores to share them", EXAMPLE)
    if "pu" in counts and list(counts)[-1] != "pu":
        raise MachineError(f"in {text!r} pu must come last", EXAMPLE)
    outer = counts.get("package", 1) if next(iter(counts)) == "package" else 1
    number = outer * counts["numa"]
    cpus = number * counts.get("package", 1) // outer * counts["pu"] if "pu" in counts else None
    if number > MAX_NODE + 1:
        raise MachineError(f"{text!r} has {number} NUMA nodes; {MAX_NODE + 1} are possible")
    if cpus is not None and cpus > MAX_CPU + 1:
        raise MachineError(f"{text!r} has {cpus} CPUs; {MAX_CPU + 1} are possible")
    share = counts["numa"] if outer > 1 else number if counts.get("package") == 1 else None
    return Machine(
        text,
        tuple(NumaNode(node, None, memory, socket=None if share is None else node // share) for node in range(number)),
        memory_capacity=None if memory is None else memory * number,
        vcpus=cpus,
        known_from="synthetic description",
    )


def _words(text: str) -> tuple[dict[str, int], int | None]:
    counts: dict[str, int] = {}
    memory = None
    for word in text.split():
        name, colon, value = word.partition(":")
        if name == MEMORY and colon:
            if memory is not None:
                raise MachineError(f"memory appears twice in {text!r}", EXAMPLE)
            try:
                memory = size(value)
            except MachineError as error:
                raise MachineError(f"in {text!r}: {error.message}", error.remedy) from None
            continue
        if name not in LEVELS or not colon:
            raise MachineError(f"unknown word {word!r} in {text!r}", _hint(name))
        if name in counts:
            raise MachineError(f"{name} appears twice in {text!r}", EXAMPLE)
        if not re.fullmatch(r"[1-9][0-9]{0,4}", value):
            raise MachineError(f"{word!r} in {text!r} needs a number from 1 on", EXAMPLE)
        counts[name] = int(value)
    return counts, memory


def _hint(name: str) -> str:
    from numaconf.suggest import nearest

    near = nearest(name, (*_WORDS, *_OTHER_NAMES))
    return f"did you mean {_OTHER_NAMES.get(near, near)}?" if near else f"known words: {', '.join(_WORDS)}"


def _only(holder: dict[int, int], cpus: tuple[int, ...]) -> int | None:
    """The socket that has all of a node's CPUs."""
    found = {holder.get(cpu) for cpu in cpus}
    return found.pop() if len(found) == 1 else None
