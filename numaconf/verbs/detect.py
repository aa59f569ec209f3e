"""`numaconf machine detect`: a snapshot of this machine, or of one whose `/sys` and `/proc` were copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine import sysfs
from numaconf.machine.doubts import doubts, unknown
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.machine.model import Machine


class Detected(NamedTuple):
    """A machine, and what to know about it before one builds on it, one sentence each."""

    machine: Machine
    remarks: tuple[str, ...]


def detect(root: str = "/") -> Detected:
    """The machine below `root`, which has the folders `sys` and `proc`. Raises CannotDo where there is no Linux."""
    machine, contradictions = sysfs.examine(root)
    remarks = [*contradictions, *doubts(machine)]
    missing = unknown(machine)
    if missing:
        remarks.append(f"unknown, because nothing readable says it: {', '.join(missing)}")
    if machine.known_from == sysfs.THIS_MACHINE:
        from numaconf.machine import container

        remarks += container.remarks(machine)
    return Detected(machine, tuple(remarks))
