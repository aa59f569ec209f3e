"""Processes and their threads: where each may run, where its memory may come from, and whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple
from numaconf.observe.cgroups import container_id, numbers, uid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.tree import Tree

MOST = 200_000
"""How many threads are looked at."""

_FIELD = re.compile(r"^(Name|Kthread|Cpus_allowed_list|Mems_allowed_list):[ \t]*(.*)$", re.MULTILINE)

_UID = re.compile(r"^Uid:[ \t]*(\d+)", re.MULTILINE)


class Thread(NamedTuple):
    """A thread. `cpus`, `mems`: None where it does not say."""

    pid: int
    tid: int
    name: str
    cpus: frozenset[int] | None
    mems: frozenset[int] | None


class Owner(NamedTuple):
    """Whose a process is: of a container's pod UID and id, or ("", "") and the path of its cgroup."""

    pod: str
    container: str
    path: str


def pids(tree: Tree) -> list[int]:
    """The processes of the host, ascending."""
    return tree.numbered("proc", "", 1 << 31)


def threads(tree: Tree, pid: int) -> Iterator[Thread]:
    """The threads of a process; a copied tree may have the process alone."""
    tids = tree.numbered(f"proc/{pid}/task", "", 1 << 31)[:MOST]
    for tid in tids:
        found = _thread(tree.text("proc", str(pid), "task", str(tid), "status"), pid, tid)
        if found is not None:
            yield found
    if not tids:
        found = _thread(tree.text("proc", str(pid), "status"), pid, pid)
        if found is not None:
            yield found


def _thread(text: str | None, pid: int, tid: int) -> Thread | None:
    if text is None:
        return None
    held = dict(_FIELD.findall(text))
    return Thread(
        pid, tid, held.get("Name", ""), numbers(held.get("Cpus_allowed_list")), numbers(held.get("Mems_allowed_list"))
    )


def is_kernel(tree: Tree, pid: int) -> bool:
    """Whether a process is a thread of the kernel, which says so itself since Linux 6.8 and has no command line."""
    text = tree.text("proc", str(pid), "cmdline")
    if text:
        return False
    status = tree.text("proc", str(pid), "status")
    said = dict(_FIELD.findall(status or "")).get("Kthread")
    return said == "1" if said is not None else text == ""


def is_of_root(tree: Tree, pid: int) -> bool:
    """Whether a process belongs to root; a copied tree may not say."""
    match = _UID.search(tree.text("proc", str(pid), "status") or "")
    return match is None or match[1] == "0"


def is_the_hosts(tree: Tree, pid: int) -> bool:
    """Whether a process of the running system is root's and sees the files that we see."""
    root = _UID.search(tree.text("proc", str(pid), "status") or "")
    own, its = tree.link("proc", "self", "ns", "mnt"), tree.link("proc", str(pid), "ns", "mnt")
    return root is not None and root[1] == "0" and own is not None and own == its


def owner(tree: Tree, pid: int) -> Owner:
    """Whose a process is, by its cgroup."""
    text = tree.text("proc", str(pid), "cgroup") or ""
    paths = [line.split(":", 2) for line in text.splitlines() if line.count(":") >= 2]
    chosen = next((path for _, kind, path in paths if kind in {"", "cpuset"} and path != "/"), "")
    chosen = chosen or next((path for _, _, path in paths if "pod" in path), "/")
    pod, container = "", ""
    steps = chosen.split("/")
    for number, step in enumerate(steps, 1):
        found = uid("/".join(steps[:number]))
        if found:
            pod = found
        elif pod and not container:
            container = container_id(step)
    return Owner(pod, container, chosen)
