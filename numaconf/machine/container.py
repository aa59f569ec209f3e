"""Whether the program itself runs in a container, and what that hides of the machine."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_text, gib
from numaconf.machine.tree import Tree

if TYPE_CHECKING:
    from numaconf.machine.model import Machine

_RUNTIME = re.compile(r"kubepods|docker|containerd|crio|libpod|lxc")
_LIMITS = ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")
_NO_LIMIT = 2**60


def remarks(machine: Machine) -> tuple[str, ...]:
    """What to know about a snapshot that was taken in a container; () outside."""
    tree = Tree("/")
    if not _in_container(tree):
        return ()
    found = ["this is a container: /sys shows the whole machine, whatever the container may use of it"]
    cpus = machine.cpus or frozenset()
    allowed = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cpus
    if cpus - allowed:
        found.append(f"this container runs on the CPUs {cpu_text(allowed)} of {cpu_text(cpus)}")
    memory = re.search(r"^Mems_allowed_list:\s*(\S+)$", tree.text("proc/self/status") or "", re.MULTILINE)
    ids = cpu_text(machine.node_ids or ())
    if memory and ids and memory[1] != ids:
        found.append(f"it gets memory from the NUMA nodes {memory[1]} of {ids}")
    limit = next((number for path in _LIMITS if (number := tree.number(path)) is not None), None)
    if limit is not None and limit < _NO_LIMIT and limit < (machine.memory_capacity or 0):
        found.append(f"its memory limit is {gib(limit)}")
    return tuple(found)


def _in_container(tree: Tree) -> bool:
    if any(os.path.exists(path) for path in ("/.dockerenv", "/run/.containerenv")):
        return True
    return "KUBERNETES_SERVICE_HOST" in os.environ or bool(_RUNTIME.search(tree.text("proc/1/cgroup") or ""))
