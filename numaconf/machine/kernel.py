"""The kernel parameters that decide about NUMA: of `/proc/cmdline`, and what is in force where that can be switched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.machine.tree import Tree

NAMES = (
    "isolcpus", "nohz_full", "rcu_nocbs", "default_hugepagesz", "hugepagesz", "hugepages", "numa_balancing",
    "transparent_hugepage",
)  # fmt: skip
"""Documentation/admin-guide/kernel-parameters.txt of Linux."""

REPEATED = ("hugepagesz", "hugepages")
"""Parameters that come in pairs, one for each page size; the others count as they are last."""

_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_PRINTABLE = re.compile(r"[ -~]{0,4096}")


def parameters(tree: Tree) -> dict[str, str] | None:
    """Name to value, those that are set; None where the command line is not known.

    A parameter without a value has "". Several page sizes have their values one after another, `"1G 2M"`, and their
    numbers in the same order.
    """
    line = tree.text("proc/cmdline")
    if line is None:
        return None
    given = on_command_line(line)
    given.update(_in_force(tree, given))
    return {name: given[name] for name in NAMES if name in given}


def on_command_line(line: str) -> dict[str, str]:
    """The parameters that matter among the words of a kernel command line."""
    found: dict[str, str] = {}
    for word in _WORD.findall(line):
        if word == "--":  # what follows is meant for init
            break
        name, _, value = word.replace('"', "").partition("=")
        name = name.replace("-", "_")
        if name not in NAMES or not _PRINTABLE.fullmatch(value):
            continue
        found[name] = f"{found[name]} {value}" if name in REPEATED and name in found else value
    return found


def _in_force(tree: Tree, given: dict[str, str]) -> dict[str, str]:
    """What was switched since the boot, in the words of the command line."""
    found = {}
    balancing = tree.text("proc/sys/kernel/numa_balancing")
    if balancing is not None and re.fullmatch(r"\d", balancing, re.ASCII):
        found["numa_balancing"] = "disable" if balancing == "0" else "enable"
    pages = re.search(r"\[(always|madvise|never)\]", tree.text("sys/kernel/mm/transparent_hugepage/enabled") or "")
    if pages:
        found["transparent_hugepage"] = pages[1]
    return {name: value for name, value in found.items() if given.get(name) != value}
