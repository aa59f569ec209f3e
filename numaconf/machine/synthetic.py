"""Machines in a few words, as hwloc's synthetic topologies: `numa:2 core:18 pu:2 memory:96Gi`.

Words stand outermost first; each says how many of it every one of the word before has. CPUs are numbered as Linux does
on EC2 (and on most servers): core c of C has the CPUs c, c + C, …, while `lstopo` numbers threads of a core in a
row. `memory` is that of each NUMA node; the machine's memoryCapacity is then their sum, since nothing else is said.
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
        raise MachineError(f"{text!r} does not say how many cores there are", EXAMPLE)
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


def _words(text: str) -> tuple[dict[str, int], int | None]:
    counts: dict[str, int] = {}
    memory = None
    for word in text.split():
        name, colon, value = word.partition(":")
        if name == MEMORY and colon:
            if memory is not None:
                raise MachineError(f"memory stands twice in {text!r}", EXAMPLE)
            try:
                memory = size(value)
            except MachineError as error:
                raise MachineError(f"in {text!r}: {error.message}", error.remedy) from None
            continue
        if name not in LEVELS or not colon:
            raise MachineError(f"unknown word {word!r} in {text!r}", _hint(name))
        if name in counts:
            raise MachineError(f"{name} stands twice in {text!r}", EXAMPLE)
        if not re.fullmatch(r"[1-9][0-9]{0,4}", value):
            raise MachineError(f"{word!r} in {text!r} needs a number from 1 on", EXAMPLE)
        counts[name] = int(value)
    return counts, memory


def _hint(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), (*_WORDS, *_OTHER_NAMES), 1)
    return f"did you mean {_OTHER_NAMES.get(near[0], near[0])}?" if near else f"known words: {', '.join(_WORDS)}"


def _only(holder: dict[int, int], cpus: tuple[int, ...]) -> int | None:
    """The socket that has all of a node's CPUs."""
    found = {holder.get(cpu) for cpu in cpus}
    return found.pop() if len(found) == 1 else None
