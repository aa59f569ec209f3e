"""The NUMA shape of machines, and which machines differ in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_text, size_text
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.machine.model import Machine


class Shape(NamedTuple):
    """What several instance types of one profile must have in common; None where it is unknown.

    `cpus`: the CPU list of each NUMA node, in the order of `numa_nodes` (their ids).
    """

    numa_nodes: tuple[int, ...] | None
    cpus: tuple[str | None, ...] | None
    threads_per_core: int | None


class Difference(NamedTuple):
    """A machine that is not as the first one: in which `part`, what it has, and what the first has."""

    machine: str
    part: str
    has: str
    first: str
    first_has: str

    def __str__(self) -> str:
        return f"{self.part}: {self.machine} has {self.has}, {self.first} has {self.first_has}"


def shape(machine: Machine) -> Shape:
    """The shape of a machine."""
    lists = None
    if machine.nodes is not None:
        lists = tuple(None if node.cpus is None else cpu_text(node.cpus) for node in machine.nodes)
    return Shape(machine.node_ids, lists, machine.threads_per_core)


def differing(machines: Sequence[Machine], *, memory: bool = False) -> tuple[Difference, ...]:
    """The machines whose shape is not the first one's, one difference each; () when all have one shape.

    Where a part is unknown on one of the two, nobody can say that they are alike, so that is a difference too
    (`has` is then `unknown`). With `memory` the nodes' memory counts as well.
    """
    first, *others = machines or (None,)
    found = []
    for other in others:
        assert first is not None
        for (part, expected), (_, has) in zip(_parts(first, memory), _parts(other, memory), strict=False):
            if has != expected or has == UNKNOWN:
                found.append(Difference(other.name, part, has, first.name, expected))
                break
    return tuple(found)


UNKNOWN = "unknown"


def _parts(machine: Machine, memory: bool) -> list[tuple[str, str]]:
    ids, lists, threads = shape(machine)
    if machine.nodes is None:
        return [("NUMA nodes", UNKNOWN)]
    parts = [("NUMA nodes", ", ".join(map(str, ids or ())))]
    parts += [
        (f"CPUs of NUMA node {number}", UNKNOWN if cpus is None else cpus or "none")
        for number, cpus in zip(ids or (), lists or (), strict=True)
    ]
    parts.append(("threads per core", UNKNOWN if threads is None else str(threads)))
    if memory:
        parts += [
            (f"memory of NUMA node {node.id}", UNKNOWN if node.memory is None else size_text(node.memory))
            for node in machine.nodes
        ]
    return parts
