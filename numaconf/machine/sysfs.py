"""The machine of a Linux `/sys` and `/proc`, as the kubelet's cAdvisor reads them.

Followed is `GetNodesInfo` of github.com/google/cadvisor v0.49 to v0.60 (`utils/sysinfo/sysinfo.go`; Kubernetes from
1.31 on): NUMA nodes are the folders `node/nodeN`; a core is one `core_id` of one `physical_package_id` in a NUMA node;
CPUs that are offline or in no NUMA node do not exist; without NUMA folders (a kernel without CONFIG_NUMA) every socket
is a node of its number, whose memory is unknown. `memory_capacity` is MemTotal of `/proc/meminfo`.
"""

from __future__ import annotations

import os
import re
from itertools import chain
from typing import TypedDict

from numaconf.errors import CannotDo
from numaconf.machine import kernel, pci
from numaconf.machine.errors import MachineError
from numaconf.machine.model import Machine, NumaNode
from numaconf.machine.notation import MAX_CPU, MAX_NODE, cpu_list, cpu_text
from numaconf.machine.tree import Tree
from numaconf.named import NamedTuple

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""Machine names of Linux as Go and Kubernetes spell them, where the two differ."""

CPU, NODE, DMI = "sys/devices/system/cpu", "sys/devices/system/node", "sys/class/dmi/id"
NVIDIA, DAX = "proc/driver/nvidia/gpus", "sys/bus/dax/drivers/kmem"
THIS_MACHINE = "this machine"
MACHINE = "machine"
"""What a machine is called whose firmware names no product. A host's name stays out of a snapshot."""

_MEM_TOTAL = re.compile(r"MemTotal:\s+(\d{1,15}) kB", re.ASCII)
_EC2 = "Amazon EC2"
_MOST = 2**63


class Place(NamedTuple):
    """Where a CPU is: its socket and its core in it; None is unknown."""

    package: int | None
    core: int | None


class Examined(NamedTuple):
    """A machine, and what in its `/sys` and `/proc` contradicts itself and was left out, in words."""

    machine: Machine
    contradictions: tuple[str, ...]


def read(root: str = "/") -> Machine:
    """The machine below `root`, which has the folders `sys` and `proc`. What is not there is unknown.

    Links that lead out of `root` are not followed. Raises CannotDo where there is no `sys/devices/system/cpu`.
    """
    return examine(root).machine


def examine(root: str = "/") -> Examined:
    """The same, with what was left out because it contradicts itself. Raises CannotDo."""
    tree = Tree(root)
    wrong: list[str] = []
    cpus = _online(tree)
    places = {cpu: _place(tree, cpu) for cpu in cpus}
    packages = all(place.package is not None for place in places.values())
    numbers = tree.numbered(NODE, "node", MAX_NODE)
    kinds = _memory_kinds(tree)
    nodes = tuple(_node(tree, number, cpus, places, kinds) for number in numbers) or None
    if nodes is None and packages:
        nodes = tuple(NumaNode(number, members, socket=number) for number, members in _packages(cpus, places).items())
    nodes = _disjoint(nodes, wrong)
    owner = {cpu: node.id for node in nodes or () for cpu in node.cpus or ()}
    online = cpus
    if nodes is not None and all(node.cpus is not None for node in nodes):
        cpus = tuple(sorted(owner))
        if len(cpus) < len(online):
            homeless = cpu_text(set(online).difference(cpus))
            wrong.append(f"CPUs {homeless} are online and in no NUMA node: the kubelet does not count them")
    machine = Machine(
        nodes=nodes,
        cores=_cores(cpus, places, owner) if all(None not in place for place in places.values()) else None,
        sockets=tuple(_packages(cpus, places).values()) if packages else None,
        l3=_l3(tree, cpus, wrong),
        distances=_distances(tree, numbers, wrong),
        memory_capacity=_memory(tree, "proc/meminfo"),
        offline_cpus=_offline(tree, online),
        isolated_cpus=tree.cpus(CPU, listed="isolated"),
        pci_devices=pci.devices(tree, nodes),
        kernel_parameters=kernel.parameters(tree),
        **_identity(tree),
    )
    return Examined(machine, tuple(wrong))


def _online(tree: Tree) -> tuple[int, ...]:
    """The CPUs that are online, ascending. Raises CannotDo where `/sys` has no CPUs."""
    listed = tree.text(CPU, "online")
    if listed:
        try:
            return tuple(sorted(cpu_list(listed)))
        except MachineError as error:
            raise CannotDo(error.message, place=tree.path(CPU, "online")) from None
    found = tree.numbered(CPU, "cpu", MAX_CPU)
    cpus = tuple(cpu for cpu in found if tree.text(CPU, f"cpu{cpu}", "online") != "0")
    if not cpus:
        raise CannotDo("no CPUs are described here", place=tree.path(CPU), remedy=_remedy(tree))
    return cpus


def _remedy(tree: Tree) -> str:
    if tree.is_host:
        return "this needs Linux; elsewhere name a machine or a snapshot"
    below = [name for name in tree.entries() or () if os.path.isdir(os.path.join(tree.root, name, CPU))]
    if len(below) == 1:
        return f"did you mean {tree.path(below[0])}?"
    return "name the folder that holds the copied sys and proc (numaconf machine detect --list-files)"


def _offline(tree: Tree, online: tuple[int, ...]) -> tuple[int, ...] | None:
    """CPUs that are present and not online; `offline` itself also lists those that could be plugged in."""
    present = tree.cpus(CPU, listed="present")
    if present is None:
        present = tree.cpus(CPU, listed="offline")
    if present is None:
        off = tuple(cpu for cpu in tree.numbered(CPU, "cpu", MAX_CPU) if tree.text(CPU, f"cpu{cpu}", "online") == "0")
        return off or None
    return tuple(sorted(set(present).difference(online)))


def _place(tree: Tree, cpu: int) -> Place:
    topology = f"{CPU}/cpu{cpu}/topology"
    return Place(tree.number(topology, "physical_package_id"), tree.number(topology, "core_id"))


def _node(
    tree: Tree, number: int, online: tuple[int, ...], places: dict[int, Place], kinds: dict[int, str]
) -> NumaNode:
    folder = f"{NODE}/node{number}"
    members = tree.cpus(folder, mask="cpumap", listed="cpulist")
    cpus = None if members is None else tuple(sorted(set(members).intersection(online)))
    packages = {places[cpu].package for cpu in cpus or ()}
    package = packages.pop() if len(packages) == 1 else None
    return NumaNode(
        number,
        cpus,
        _memory(tree, folder, "meminfo"),
        _hugepages(tree, folder),
        package if package is not None and 0 <= package < 2**31 else None,
        kinds.get(number),
    )


def _disjoint(nodes: tuple[NumaNode, ...] | None, wrong: list[str]) -> tuple[NumaNode, ...] | None:
    """The nodes; without CPU lists those that claim the same CPU."""
    claims: dict[int, list[int]] = {}
    for node in nodes or ():
        for cpu in node.cpus or ():
            claims.setdefault(cpu, []).append(node.id)
    twice = {cpu: owners for cpu, owners in claims.items() if len(owners) > 1}
    if nodes is None or not twice:
        return nodes
    doubtful = set(chain.from_iterable(twice.values()))
    names = ", ".join(map(str, sorted(doubtful)))
    wrong.append(f"CPU {cpu_text(twice)} belongs to several NUMA nodes: the CPUs of the nodes {names} are unknown")
    return tuple(node._replace(cpus=None, socket=None) if node.id in doubtful else node for node in nodes)


def _memory(tree: Tree, *parts: str) -> int | None:
    match = _MEM_TOTAL.search(tree.text(*parts) or "")
    return int(match[1]) * 1024 if match else None


def _hugepages(tree: Tree, folder: str) -> dict[int, int] | None:
    entries = tree.entries(folder, "hugepages")
    if entries is None:
        return None
    pages = {}
    for entry in entries:
        match = re.fullmatch(r"hugepages-([1-9]\d{0,11})kB", entry, re.ASCII)
        number = tree.number(folder, "hugepages", entry, "nr_hugepages")
        if match is None or number is None or number < 0:
            return None
        pages[int(match[1]) * 1024] = number
    return dict(sorted(pages.items()))


def _memory_kinds(tree: Tree) -> dict[int, str]:
    """NUMA nodes that are not ordinary memory: those that NVIDIA's driver or the kernel's kmem driver brought."""
    found = {}
    for device in tree.entries(DAX) or ():
        number = tree.number(DAX, device, "target_node")
        if number is not None:
            found[number] = "dax"
    for gpu in tree.entries(NVIDIA) or ():
        match = re.search(r"^Node:\s+(\d{1,4})$", tree.text(NVIDIA, gpu, "numa_status") or "", re.ASCII | re.MULTILINE)
        if match:
            found[int(match[1])] = "gpu"
    return found


def _packages(cpus: tuple[int, ...], places: dict[int, Place]) -> dict[int, tuple[int, ...]]:
    """The CPUs of each socket, by socket number."""
    found: dict[int, list[int]] = {}
    for cpu in cpus:
        found.setdefault(places[cpu].package or 0, []).append(cpu)
    return {number: tuple(found[number]) for number in sorted(found)}


def _cores(cpus: tuple[int, ...], places: dict[int, Place], owner: dict[int, int]) -> tuple[tuple[int, ...], ...]:
    found: dict[tuple[int | None, Place], list[int]] = {}
    for cpu in cpus:
        found.setdefault((owner.get(cpu), places[cpu]), []).append(cpu)
    return tuple(sorted(tuple(core) for core in found.values()))


def _l3(tree: Tree, cpus: tuple[int, ...], wrong: list[str]) -> tuple[tuple[int, ...], ...] | None:
    """The CPUs of each level 3 cache; None when a CPU tells nothing of its caches."""
    found: set[tuple[int, ...]] = set()
    have = set(cpus)
    for cpu in cpus:
        folder = f"{CPU}/cpu{cpu}/cache"
        indexes = tree.numbered(folder, "index")
        if not indexes:
            return None
        for index in indexes:
            cache = f"{folder}/index{index}"
            if tree.text(cache, "level") == "3":
                shared = tree.cpus(cache, mask="shared_cpu_map", listed="shared_cpu_list")
                if shared is None:
                    return None
                found.add(tuple(sorted(have.intersection(shared))))
    groups = tuple(sorted(group for group in found if group))
    if len(set(chain.from_iterable(groups))) < sum(map(len, groups)):
        wrong.append("level 3 caches overlap: they are unknown")
        return None
    return groups


def _distances(tree: Tree, numbers: list[int], wrong: list[str]) -> tuple[tuple[int, ...], ...] | None:
    rows = []
    for number in numbers:
        text = tree.text(NODE, f"node{number}", "distance") or ""
        if not re.fullmatch(r"\d{1,3}( +\d{1,3})*", text, re.ASCII) or len(text.split()) != len(numbers):
            return None
        rows.append(tuple(map(int, text.split())))
    if any(not 0 < distance <= 255 for row in rows for distance in row):
        wrong.append("a distance between NUMA nodes is outside 1 to 255: distances are unknown")
        return None
    return tuple(rows) or None


class _Identity(TypedDict):
    name: str
    instance_type: str | None
    arch: str | None
    eni_max_pods: int | None
    memory_mib: int | None
    known_from: str


def _identity(tree: Tree) -> _Identity:
    """What the firmware says about the product, and what the table says about an EC2 type."""
    from numaconf.machine import ec2

    product = _product(tree)
    is_ec2 = tree.text(DMI, "sys_vendor") == _EC2
    known = ec2.instance_type(product) if is_ec2 else None
    return {
        "name": product or MACHINE,
        "instance_type": (product or None) if is_ec2 else None,
        "arch": _architecture(tree),
        "eni_max_pods": known.eni_max_pods if known else None,
        "memory_mib": known.memory_mib if known else None,
        "known_from": THIS_MACHINE if tree.is_host else f"the /sys and /proc below {tree.root}",
    }


_FILLED_IN_BY_NOBODY = re.compile(r"to be filled|not specified|default string|product name", re.IGNORECASE)


def _product(tree: Tree) -> str:
    """The product's name, "" where the firmware has none."""
    text = tree.text(DMI, "product_name") or tree.text("sys/firmware/devicetree/base/model") or ""
    name = " ".join(re.sub(r"[^ -~]", " ", text).split())[:80]
    return "" if _FILLED_IN_BY_NOBODY.search(name) or not re.search(r"[A-Za-z0-9]", name) else name


def _architecture(tree: Tree) -> str | None:
    if tree.is_host and hasattr(os, "uname"):
        name: str | None = os.uname().machine
    else:
        name = tree.text("proc/sys/kernel/arch") or _architecture_of(tree.text("proc/cpuinfo") or "")
    if not name or not re.fullmatch(r"[a-z0-9_]{2,16}", name):
        return None
    return ARCHITECTURES.get(name, name)


def _architecture_of(cpuinfo: str) -> str | None:
    """The machine name that follows from a `/proc/cpuinfo`, where one does."""
    flags = re.search(r"^flags\s*:(.*)$", cpuinfo, re.MULTILINE)
    if flags:
        return "x86_64" if " lm " in f"{flags[1]} " else "i386"
    return "aarch64" if re.search(r"^CPU architecture\s*:\s*(8|AArch64)", cpuinfo, re.MULTILINE) else None
