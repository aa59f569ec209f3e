"""Interrupts: which CPUs each may hit, and what irqbalance was told to leave alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.machine.errors import MachineError
from numaconf.machine.notation import cpu_mask
from numaconf.named import NamedTuple
from numaconf.observe import tasks
from numaconf.observe.cgroups import numbers

if TYPE_CHECKING:
    from numaconf.machine.tree import Tree

MOST = 8192
CONFIGS = ("etc/sysconfig/irqbalance", "etc/default/irqbalance")


class Interrupt(NamedTuple):
    """An interrupt that a device uses: its number, the device's name, and the CPUs that it is delivered to."""

    number: int
    name: str
    cpus: frozenset[int]


class Balancer(NamedTuple):
    """irqbalance: whether it runs, and the CPUs that it was told to leave alone."""

    runs: bool
    banned: frozenset[int]


def interrupts(tree: Tree) -> list[Interrupt] | None:
    """The interrupts with a handler, None where none can be seen. A handler is a folder, which a copied tree may lack;
    where no interrupt has one, all count.
    """
    held = tree.numbered("proc/irq", "", 1 << 20)[:MOST]
    if not held and tree.entries("proc/irq") is None:
        return None
    used: list[Interrupt] = []
    unused: list[Interrupt] = []
    for number in held:
        folder = f"proc/irq/{number}"
        cpus = numbers(tree.text(folder, "effective_affinity_list") or tree.text(folder, "smp_affinity_list"))
        cpus = cpus or _mask(tree.text(folder, "effective_affinity") or tree.text(folder, "smp_affinity"))
        handlers = [name for name in tree.entries(folder) or () if tree.entries(folder, name) is not None]
        if cpus:
            (used if handlers else unused).append(Interrupt(number, handlers[0] if handlers else "", cpus))
    return used or unused


def _mask(text: str | None) -> frozenset[int]:
    try:
        return frozenset(cpu_mask(text)) if text else frozenset()
    except MachineError:
        return frozenset()


def balancer(tree: Tree) -> Balancer:
    """irqbalance, by its process and its configuration."""
    runs = any(
        (tree.text("proc", str(pid), "comm") or "") == "irqbalance"
        for pid in tasks.pids(tree)
    )  # fmt: skip
    banned: frozenset[int] = frozenset()
    for path in CONFIGS:
        for name, value in re.findall(
            r"^(IRQBALANCE_BANNED_CPU\w*)=[\"']?([\w,-]*)", tree.text(path) or "", re.MULTILINE
        ):
            banned |= _banned(name, value)
    return Balancer(runs, banned)


def _banned(name: str, value: str) -> frozenset[int]:
    return (numbers(value) or frozenset()) if name.endswith("LIST") else _mask(value)
