"""On which NUMA nodes the pages of a process are (`/proc/PID/numa_maps`)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.machine.tree import Tree

_NODE = re.compile(r"\bN(\d{1,4})=(\d{1,15})")
_SIZE = re.compile(r"\bkernelpagesize_kB=(\d{1,9})")


class Pages(NamedTuple):
    """Bytes by NUMA node: memory of the process itself, and what comes from files. The page cache and shared libraries
    stay on the node of whoever read them first, which says nothing about this process.
    """

    own: dict[int, int]
    files: dict[int, int]


def pages(tree: Tree, pid: int) -> Pages | None:
    """The pages of a process; None where it does not tell (another user's, a kernel without NUMA)."""
    text = tree.text("proc", str(pid), "numa_maps")
    if text is None:
        return None
    own: Counter[int] = Counter()
    files: Counter[int] = Counter()
    for line in text.splitlines():
        size = _SIZE.search(line)
        unit = (int(size[1]) if size else 4) << 10
        of = files if " file=" in line and " huge" not in line else own
        for node, count in _NODE.findall(line):
            of[int(node)] += int(count) * unit
    return Pages(dict(own), dict(files))
