"""The machine of a Linux `/sys` and `/proc`, as the kubelet's cAdvisor reads them.

Followed is `GetNodesInfo` of github.com/google/cadvisor v0.49 to v0.60 (`utils/sysinfo/sysinfo.go`; Kubernetes 1.31 to
1.37): NUMA nodes are the folders `node/nodeN`; a core is one `core_id` of one `physical_package_id` in a NUMA node;
CPUs that are offline or in no NUMA node do not exist; without NUMA folders (a kernel without CONFIG_NUMA) every socket
is a node of its number, whose memory is unknown. `memory_capacity` is MemTotal of `/proc/meminfo`.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple, TypedDict

from numaconf.errors import CannotDo
from numaconf.machine.errors import MachineError
from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import cpu_list, cpu_mask

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""Machine names of Linux as Go and Kubernetes spell them, where the two differ."""

CPU, NODE = "sys/devices/system/cpu", "sys/devices/system/node"
_MEM_TOTAL = re.compile(r"MemTotal:\s+(\d+) kB")
_EC2 = "Amazon EC2"


class Place(NamedTuple):
    """Where a CPU is: its socket and its core in it; None is unknown."""

    package: int | None
    core: int | None


def read(root: str = "/") -> Machine:
    """The machine below `root`, which has the folders `sys` and `proc`. What is not there is unknown.

    Raises CannotDo where there is no `sys/devices/system/cpu`.
    """
    cpus = online(root)
    places = {cpu: _place(root, cpu) for cpu in cpus}
    packages = all(place.package is not None for place in places.values())
    numbers = _numbered(os.path.join(root, NODE), "node")
    nodes = tuple(_node(root, number, cpus, places) for number in numbers) or None
    if nodes is None and packages:
        nodes = tuple(NumaNode(number, members, socket=number) for number, members in _packages(cpus, places).items())
    owner = {cpu: node.id for node in nodes or () for cpu in node.cpus or ()}
    if nodes is not None and all(node.cpus is not None for node in nodes):
        cpus = tuple(sorted(owner))
    return Machine(
        nodes=nodes,
        cores=_cores(cpus, places, owner) if all(None not in place for place in places.values()) else None,
        sockets=tuple(_packages(cpus, places).values()) if packages else None,
        l3=_l3(root, cpus),
        distances=_distances(root, numbers),
        memory_capacity=_memory(root, "proc/meminfo"),
        **_identity(root),
    )


def online(root: str) -> tuple[int, ...]:
    """The CPUs that are online, ascending. Raises CannotDo where `/sys` has no CPUs."""
    folder = os.path.join(root, CPU)
    listed = _text(root, CPU, "online")
    if listed:
        try:
            return tuple(sorted(cpu_list(listed)))
        except MachineError as error:
            raise CannotDo(error.message, place=os.path.join(folder, "online")) from None
    cpus = tuple(cpu for cpu in _numbered(folder, "cpu") if _text(root, CPU, f"cpu{cpu}", "online") != "0")
    if not cpus:
        raise CannotDo(
            "no CPUs are described here",
            place=folder,
            remedy="this needs Linux; elsewhere name a machine or a snapshot",
        )
    return cpus


def _text(*parts: str) -> str | None:
    """The content of a file, None where it is missing or cannot be read (some exist and only answer with an error)."""
    try:
        with open(os.path.join(*parts), encoding="utf-8", errors="replace") as file:
            return file.read().strip(" \t\r\n\0")
    except OSError:
        return None


def _number(*parts: str) -> int | None:
    text = _text(*parts)
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None


def _numbered(folder: str, prefix: str) -> list[int]:
    """The numbers of the entries `prefixN` of a folder, ascending."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return []
    return sorted(int(match[1]) for entry in entries if (match := re.fullmatch(prefix + r"(\d{1,9})", entry, re.ASCII)))


def _set(mask: str | None, listed: str | None) -> tuple[int, ...] | None:
    """A set of CPUs from its bit mask or, where that is missing, from its list."""
    try:
        if mask:
            return cpu_mask(mask)
        return None if listed is None else cpu_list(listed)
    except MachineError:
        return None


def _place(root: str, cpu: int) -> Place:
    topology = os.path.join(root, CPU, f"cpu{cpu}", "topology")
    return Place(_number(topology, "physical_package_id"), _number(topology, "core_id"))


def _node(root: str, number: int, online_cpus: tuple[int, ...], places: dict[int, Place]) -> NumaNode:
    folder = os.path.join(root, NODE, f"node{number}")
    members = _set(_text(folder, "cpumap"), _text(folder, "cpulist"))
    cpus = None if members is None else tuple(sorted(set(members).intersection(online_cpus)))
    packages = {places[cpu].package for cpu in cpus or ()}
    return NumaNode(
        number, cpus, _memory(folder, "meminfo"), _hugepages(folder), packages.pop() if len(packages) == 1 else None
    )


def _memory(*parts: str) -> int | None:
    match = _MEM_TOTAL.search(_text(*parts) or "")
    return int(match[1]) * 1024 if match else None


def _hugepages(folder: str) -> dict[int, int] | None:
    try:
        entries = os.listdir(os.path.join(folder, "hugepages"))
    except OSError:
        return None
    pages = {}
    for entry in entries:
        match = re.fullmatch(r"hugepages-(\d{1,12})kB", entry, re.ASCII)
        number = _number(folder, "hugepages", entry, "nr_hugepages")
        if match is None or number is None:
            return None
        pages[int(match[1]) * 1024] = number
    return dict(sorted(pages.items()))


def _packages(cpus: tuple[int, ...], places: dict[int, Place]) -> dict[int, tuple[int, ...]]:
    """The CPUs of each socket, by socket number."""
    numbers = sorted({places[cpu].package or 0 for cpu in cpus})
    return {number: tuple(cpu for cpu in cpus if places[cpu].package == number) for number in numbers}


def _cores(cpus: tuple[int, ...], places: dict[int, Place], owner: dict[int, int]) -> tuple[tuple[int, ...], ...]:
    found: dict[tuple[int | None, Place], list[int]] = {}
    for cpu in cpus:
        found.setdefault((owner.get(cpu), places[cpu]), []).append(cpu)
    return tuple(sorted(tuple(core) for core in found.values()))


def _l3(root: str, cpus: tuple[int, ...]) -> tuple[tuple[int, ...], ...] | None:
    """The CPUs of each level 3 cache; None when a CPU tells nothing of its caches."""
    found: set[tuple[int, ...]] = set()
    for cpu in cpus:
        folder = os.path.join(root, CPU, f"cpu{cpu}", "cache")
        indexes = _numbered(folder, "index")
        if not indexes:
            return None
        for index in indexes:
            cache = os.path.join(folder, f"index{index}")
            if _text(cache, "level") == "3":
                shared = _set(_text(cache, "shared_cpu_map"), _text(cache, "shared_cpu_list"))
                if shared is None:
                    return None
                found.add(tuple(sorted(set(shared).intersection(cpus))))
    return tuple(sorted(found))


def _distances(root: str, numbers: list[int]) -> tuple[tuple[int, ...], ...] | None:
    rows = []
    for number in numbers:
        text = _text(root, NODE, f"node{number}", "distance") or ""
        if not re.fullmatch(r"\d{1,3}( +\d{1,3})*", text, re.ASCII) or len(text.split()) != len(numbers):
            return None
        rows.append(tuple(map(int, text.split())))
    return tuple(rows) or None


class _Identity(TypedDict):
    name: str
    instance_type: str | None
    arch: str | None
    eni_max_pods: int | None
    memory_mib: int | None
    known_from: str


def _identity(root: str) -> _Identity:
    """What the firmware of an EC2 instance says about its type, and what the table says about that."""
    from numaconf.machine import ec2

    here = os.path.abspath(root) == "/"
    dmi = os.path.join(root, "sys/class/dmi/id")
    product = (_text(dmi, "product_name") or "") if _text(dmi, "sys_vendor") == _EC2 else ""
    known = ec2.instance_type(product)
    host = os.uname() if here and hasattr(os, "uname") else None
    machine = host.machine if host else None
    return {
        "name": product or (host.nodename if host else os.path.basename(os.path.abspath(root))),
        "instance_type": product or None,
        "arch": ARCHITECTURES.get(machine, machine) if machine else None,
        "eni_max_pods": known.eni_max_pods if known else None,
        "memory_mib": known.memory_mib if known else None,
        "known_from": "this machine" if here else f"the /sys and /proc below {root}",
    }
