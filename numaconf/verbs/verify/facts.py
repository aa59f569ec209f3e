"""From a host to what checks look at: state files, configuration in force, containers with their cgroups."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset
from numaconf.kubelet import version as versions
from numaconf.kubelet.state import change, cpu, devices, memory, memory_file
from numaconf.kubelet.state.checkpoint import StateError
from numaconf.observe import names, tasks
from numaconf.observe.host import Host
from numaconf.verbs.verify.in_force import InForce, in_force
from numaconf.verbs.verify.model import Container, Facts
from numaconf.verbs.verify.told import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.state.devices import DeviceEntry
    from numaconf.kubelet.version import Version
    from numaconf.observe.cgroups import Group
    from numaconf.observe.configz import Asked as Configz
    from numaconf.verbs.verify.model import Asked


def facts(root: str, version: Version | None, asked: Asked | None, configz: Configz | None = None) -> Facts:
    """Look at a host. `configz`: where the kubelet's own word is to come from."""
    host = Host(root)
    known = version or (asked.node.kubernetes if asked else None) or _running(host)
    assumed = known or versions.Version(1, versions.LAST)
    force = in_force(host.tree, host.kubelet, assumed, host.machine)
    told = None
    if configz is not None:
        told = said(configz, host, force, assumed)
        if told.node is not None:
            force = InForce(told.node, "", (told.source,))
    broken: dict[str, str] = {}
    # Without the configuration either form is taken that the file has.
    whole = change.pod_level(force.node) if force.node is not None else None
    cpus, memories, entries = _state(host, assumed.minor, broken, whole is True)
    if broken and whole is None and assumed.minor >= cpu.POD_LEVEL_SINCE:
        broken = {}
        cpus, memories, entries = _state(host, assumed.minor, broken, True)
    return Facts(
        host, assumed.minor, known is not None, force.node, force.why, force.files, asked, cpus, memories, broken,
        tuple(_containers(host, cpus, memories, entries)), force.written, told, force.caveat,
    )  # fmt: skip


def _running(host: Host) -> Version | None:
    """The version that the kubelet's own program says, where it can be run: on the host itself, and only what root has
    started there, for whoever checks a node as root would run a stranger's program with all rights.
    """
    pid = host.kubelet.pid
    if pid is None or not host.tree.is_host or not tasks.is_the_hosts(host.tree, pid):
        return None
    try:
        done = subprocess.run(
            [f"/proc/{pid}/exe", "--version"], capture_output=True, timeout=10, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(rb"(?:Kubernetes|k3s version|rke2 version) v(\d+\.\d+)(\.\d+)?", done.stdout)
    try:
        return versions.kubernetes((match[1] + (match[2] or b"")).decode()) if match else None
    except ValueError:
        return None


def _state(
    host: Host, minor: int, broken: dict[str, str], pod_level: bool
) -> tuple[cpu.CpuState | None, memory.MemoryState | None, list[DeviceEntry]]:
    """The three files; why one cannot be read goes into `broken`."""
    data = host.state(cpu.NAME), host.state(memory.NAME), host.state(devices.NAME)
    cpus, memories, entries = None, None, []
    try:
        cpus = cpu.read(data[0], minor, pod_level=pod_level) if data[0] is not None else None
        if cpus is not None:
            cpus.assigned()
            cpus.shared(minor)
            cpus.wholes()
    except StateError as error:
        cpus, broken[cpu.NAME] = None, str(error)
    try:
        memories = memory_file.read(data[1], minor, pod_level=pod_level) if data[1] is not None else None
    except StateError as error:
        broken[memory.NAME] = str(error)
    try:
        entries = devices.read(data[2]) if data[2] is not None else []
    except StateError as error:
        broken[devices.NAME] = str(error)
    return cpus, memories, entries


def _containers(
    host: Host, cpus: cpu.CpuState | None, memories: memory.MemoryState | None, entries: list[DeviceEntry]
) -> Iterator[Container]:
    """Every container that a state file names, with its cgroup."""
    exclusive = cpus.assigned() if cpus else {}
    blocks = memories.entries if memories else {}
    named = set(exclusive) | {(pod, name) for pod, inner in blocks.items() for name in inner}
    named |= {(one.pod, one.container) for one in entries}
    groups: dict[str, list[Group]] = {}
    for group in host.groups:
        groups.setdefault(group.pod, []).append(group)
    found: dict[str, dict[str, Group]] = {}
    for pod in {pod for pod, _ in named}:
        known = {name: exclusive.get((pod, name)) for owner, name in named if owner == pod}
        found[pod] = _matched(host, groups.get(pod, []), known, host.names.of_pod(host.tree, pod))
    for pod, name in sorted(named):
        inner = blocks.get(pod, {}).get(name, ())
        yield Container(
            pod, name, f"pod {host.names.pod(pod)} container {name}", exclusive.get((pod, name)),
            frozenset(node for block in inner for node in block.nodes) or None, found[pod].get(name),
            tuple(one for one in entries if (one.pod, one.container) == (pod, name)),
        )  # fmt: skip


def _matched(
    host: Host, groups: list[Group], known: dict[str, frozenset[int] | None], names_: frozenset[str]
) -> dict[str, Group]:
    """The cgroup of each container: by the names that runtime and kubelet leave, else by the CPUs it was given, and
    what is left over by elimination.
    """
    found: dict[str, Group] = {}
    open_ = []
    for group in sorted(groups, key=lambda group: len(group.processes)):
        name = _name(host, group.container)
        if name:
            found[name] = group  # of a container that was started again the one that runs
        elif name is None and not is_sandbox(host, group):
            open_.append(group)
    open_ = [group for group in open_ if group.processes] or open_
    left = [name for name in known if name not in found]
    for name in list(left):
        alike = [group for group in open_ if known[name] is not None and group.cpus == known[name]]
        if len(alike) == 1:
            found[name] = alike[0]
            open_.remove(alike[0])
            left.remove(name)
    others = names_ - set(found)
    if len(left) == len(open_) == 1 and others <= set(left):
        found[left[0]] = open_[0]
    return found


def is_sandbox(host: Host, group: Group) -> bool:
    """Whether a group is the one that only holds a pod's namespaces: by its program, its bundle, or because the pod's
    other containers have names and it has none.
    """
    tree, known = host.tree, host.names.containers
    if len(group.processes) == 1 and tree.text("proc", str(group.processes[0]), "comm") == PAUSE:
        return True
    if group.container in known:
        return False
    named = any(one.container in known for one in host.groups if one.pod == group.pod)
    return named or names.of_bundle(tree, group.container) == ""


PAUSE = "pause"
"""The program that holds a pod's namespaces. It sleeps, and may do so on any CPU: nobody gives it CPUs."""


def _name(host: Host, container: str) -> str | None:
    found = host.names.containers.get(container)
    return found if found is not None else names.of_bundle(host.tree, container)


def own_container(host: Host, pid: int) -> tuple[str, str]:
    """Pod UID and container id of a process."""
    found = tasks.owner(host.tree, pid)
    return found.pod, found.container


def text(cpus: frozenset[int] | None) -> str:
    """A set of CPUs or NUMA nodes as people write it."""
    return "unknown" if cpus is None else cpuset.text(cpus) or "none"


def counted(number: int, what: str) -> str:
    """`1 thread`, `2 threads`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def file(host: Host, *parts: str) -> str:
    """A file as the reader can open it."""
    return os.path.join(host.tree.root, *parts)
