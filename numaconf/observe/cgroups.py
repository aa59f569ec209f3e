"""The cgroups of containers: names of the systemd and the cgroupfs driver, versions 1 and 2.

Source: kubernetes `pkg/kubelet/cm/cgroup_manager_linux.go` and `pod_container_manager_linux.go`: with the systemd
driver `kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<UID, _ for ->.slice/<runtime>-<id>.scope`, with
cgroupfs `kubepods/burstable/pod<UID>/<id>`; Guaranteed pods stand directly below `kubepods`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.machine.errors import MachineError
from numaconf.machine.notation import cpu_list
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.tree import Tree

MOUNT = "sys/fs/cgroup"
MOST, DEEPEST = 20_000, 12
"""How many groups are looked at, and how deep."""

_POD = re.compile(r"(?:^|-)pod([0-9A-Za-z_-]{1,80}?)(?:\.slice)?$")
_CONTAINER = re.compile(
    r"(?:cri-containerd[-:]|containerd-|crio-|docker-|libpod-)?([0-9A-Za-z][0-9A-Za-z_.]{1,127}?)(?:\.scope)?"
)
_MONITORS = ("crio-conmon-", "libpod-conmon-")
"""What watches over a container from a group of its own beside it."""


class Group(NamedTuple):
    """A container's cgroup. `cpus`, `mems`: the effective sets, None where they cannot be read. `quota`: microseconds
    of CPU a period, None for no limit; `quota_known` False where that cannot be read.
    """

    path: str
    pod: str
    container: str
    cpus: frozenset[int] | None
    mems: frozenset[int] | None
    quota: int | None
    quota_known: bool
    processes: tuple[int, ...]


def version(tree: Tree) -> int | None:
    """2 for the unified hierarchy, 1 for separate controllers, None where no cgroups can be seen."""
    if tree.text(MOUNT, "cgroup.controllers") is not None:
        return 2
    return 1 if tree.entries(MOUNT, "cpuset") is not None else None


def groups(tree: Tree) -> Iterator[Group]:
    """The cgroups of all containers of pods."""
    number = version(tree)
    if number is None:
        return
    root = MOUNT if number == 2 else f"{MOUNT}/cpuset"
    for path, pod, container in _walk(tree, root):
        yield _group(tree, number, path, pod, container)


def _walk(tree: Tree, root: str) -> Iterator[tuple[str, str, str]]:
    """Path below the hierarchy, pod UID and container id of each container's group."""
    waiting = [("", "", 0)]
    seen = 0
    while waiting and seen < MOST:
        above, pod, depth = waiting.pop()
        for name in sorted(tree.entries(root, above) or ())[:MOST]:
            seen += 1
            path = f"{above}/{name}" if above else name
            found, container = (uid(path) or pod), container_id(name)
            if pod and container and tree.entries(root, path) is not None:
                yield path, pod, container
            elif depth < DEEPEST and _may_hold(name, found) and tree.entries(root, path) is not None:
                waiting.append((path, found, depth + 1))


def _may_hold(name: str, pod: str) -> bool:
    """Whether a folder may lead to containers: below a pod all, above only those that Kubernetes makes."""
    if "." in name and not name.endswith((".slice", ".scope")):
        return False
    return bool(pod) or "kube" in name or name in {"burstable", "besteffort", "podruntime.slice"}


def uid(path: str) -> str:
    """The pod's UID in the last step of a group's path, "" where it is not a pod's: pods are below `kubepods`."""
    above, _, name = path.rpartition("/")
    match = _POD.search(name) if "kubepods" in above or "kubepods" in name else None
    return match[1].replace("_", "-") if match else ""


def container_id(name: str) -> str:
    """The container's id in the name of a group below its pod's, "" where it is not a container's."""
    match = None if name.startswith(_MONITORS) or name.endswith(".slice") else _CONTAINER.fullmatch(name)
    return match[1] if match else ""


def _group(tree: Tree, number: int, path: str, pod: str, container: str) -> Group:
    if number == 2:
        folder = f"{MOUNT}/{path}"
        cpus, mems = tree.text(folder, "cpuset.cpus.effective"), tree.text(folder, "cpuset.mems.effective")
        quota, known = _max(tree.text(folder, "cpu.max"))
    else:
        folder = f"{MOUNT}/cpuset/{path}"
        cpus = tree.text(folder, "cpuset.effective_cpus") or tree.text(folder, "cpuset.cpus")
        mems = tree.text(folder, "cpuset.effective_mems") or tree.text(folder, "cpuset.mems")
        text = _first(tree, path, "cpu.cfs_quota_us")
        known = text is not None and re.fullmatch(r"-?\d{1,15}", text, re.ASCII) is not None
        quota = int(text) if known and text and int(text) >= 0 else None
    pids = tree.text(folder, "cgroup.procs") or ""
    return Group(path, pod, container, numbers(cpus), numbers(mems), quota, known, _pids(pids))


def _first(tree: Tree, path: str, name: str) -> str | None:
    return tree.text(f"{MOUNT}/cpu,cpuacct", path, name) or tree.text(f"{MOUNT}/cpu", path, name)


def _max(text: str | None) -> tuple[int | None, bool]:
    match = re.fullmatch(r"(max|\d{1,15}) \d{1,15}", text or "", re.ASCII)
    if match is None:
        return None, False
    return (None if match[1] == "max" else int(match[1])), True


def _pids(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.split() if one.isascii() and one.isdigit() and len(one) < 11)


def numbers(text: str | None) -> frozenset[int] | None:
    """The set that a list such as `0-3,8` says; None for what is not a list, and where there is none."""
    if text is None:
        return None
    try:
        return frozenset(cpu_list(text)) if text else frozenset()
    except MachineError:
        return None
