"""A machine as a `/sys` and `/proc` that `machine detect`, `lscpu -s`, `lstopo -i` and the kubelet's cAdvisor can read.

What is unknown is not written. A size of memory is written in whole KiB, as the kernel does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_text
from numaconf.machine.sysfs import ARCHITECTURES, CPU, DMI, MACHINE, NODE, NVIDIA
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.machine.model import Machine, NumaNode, PciDevice

CLASSES = {"gpu": "0x030200", "network": "0x020000", "nvme": "0x010802", "accelerator": "0x120000"}
"""A class code of each kind of device."""

L3_INDEX = 1
"""Behind the only other cache that is written: lscpu reads on until a number is missing."""


class Files(NamedTuple):
    """What to write below a root: texts by path, folders that may stay empty, and links by path."""

    texts: dict[str, str]
    folders: tuple[str, ...]
    links: dict[str, str]


def files(machine: Machine) -> Files:
    """The files of a machine. Its NUMA nodes need not be known, its CPUs are written where they are."""
    texts: dict[str, str] = {}
    folders: list[str] = []
    links: dict[str, str] = {}
    _cpus(machine, texts)
    for place, node in enumerate(machine.nodes or ()):
        row = machine.distances[place] if machine.distances else None
        _node(node, row, texts, folders)
    if machine.nodes:
        texts[f"{NODE}/online"] = texts[f"{NODE}/possible"] = cpu_text(machine.node_ids or ())
    if machine.memory_capacity is not None:
        texts["proc/meminfo"] = f"MemTotal:       {machine.memory_capacity // 1024} kB"
    if machine.kernel_parameters is not None:
        texts["proc/cmdline"] = _command_line(machine.kernel_parameters)
    if machine.pci_devices is not None:
        folders.append("sys/bus/pci/devices")
        for device in machine.pci_devices:
            _device(device, texts, links)
    names = {name: kernel for kernel, name in ARCHITECTURES.items()}
    if machine.arch:
        texts["proc/sys/kernel/arch"] = names.get(machine.arch, machine.arch)
    if machine.instance_type:
        texts |= {f"{DMI}/sys_vendor": "Amazon EC2", f"{DMI}/product_name": machine.instance_type}
    elif machine.name != MACHINE:
        texts[f"{DMI}/product_name"] = machine.name
    return Files({path: text + "\n" for path, text in texts.items()}, tuple(folders), links)


def _cpus(machine: Machine, texts: dict[str, str]) -> None:
    online = machine.cpus or frozenset()
    if not online:
        return
    present = online | set(machine.offline_cpus or ())
    # lscpu counts the present ones, so they are written even where nobody knows of offline ones.
    texts[f"{CPU}/online"] = cpu_text(online)
    texts[f"{CPU}/possible"] = texts[f"{CPU}/present"] = cpu_text(present)
    if machine.offline_cpus is not None:
        texts[f"{CPU}/offline"] = cpu_text(machine.offline_cpus)
        texts |= {f"{CPU}/cpu{cpu}/online": "0" for cpu in machine.offline_cpus}
    if machine.isolated_cpus is not None:
        texts[f"{CPU}/isolated"] = cpu_text(machine.isolated_cpus)
    # lscpu believes in a CPU of which some property is here, and counts the kinds of CPU by them.
    more = "CPU architecture: 8\n" if machine.arch == "arm64" else "flags\t\t: lm\n" if machine.arch == "amd64" else ""
    blocks = (f"processor\t: {cpu}\nvendor_id\t: unknown\n{more}" for cpu in sorted(online))
    texts["proc/cpuinfo"] = "\n".join(blocks)
    numbers = socket_numbers(machine)
    for number, group in enumerate(machine.sockets or ()):
        _each(texts, group, "topology/physical_package_id", str(numbers[number]))
        _sets(texts, group, ("package_cpus", "core_siblings"))
    for number, group in enumerate(machine.cores or ()):
        _each(texts, group, "topology/core_id", str(number))
        _sets(texts, group, ("core_cpus", "thread_siblings"))
    if machine.l3 is not None:
        # A first level cache tells that this CPU's caches are known, and that none of them is of level 3.
        _each(texts, online, "cache/index0/level", "1")
        _each(texts, online, "cache/index0/type", "Data")
        for cpu in online:
            texts[f"{CPU}/cpu{cpu}/cache/index0/shared_cpu_map"] = mask((cpu,))
    for group in machine.l3 or ():
        for name, text in (("level", "3"), ("type", "Unified"), ("shared_cpu_map", mask(group)),
                           ("shared_cpu_list", cpu_text(group))):  # fmt: skip
            _each(texts, group, f"cache/index{L3_INDEX}/{name}", text)


def socket_numbers(machine: Machine) -> tuple[int, ...]:
    """The package number of each socket: what its NUMA nodes say, else its place."""
    said = [
        {node.socket for node in machine.nodes or () if node.cpus and set(node.cpus) <= set(group)} - {None}
        for group in machine.sockets or ()
    ]
    numbers = tuple(found.pop() if len(found) == 1 else -1 for found in said)
    whole = tuple(number for number in numbers if number is not None and number >= 0)
    return whole if len(set(whole)) == len(numbers) else tuple(range(len(numbers)))


def _each(texts: dict[str, str], cpus: Iterable[int], name: str, text: str) -> None:
    for cpu in cpus:
        texts[f"{CPU}/cpu{cpu}/{name}"] = text


def _sets(texts: dict[str, str], group: tuple[int, ...], names: tuple[str, ...]) -> None:
    for name in names:
        _each(texts, group, f"topology/{name}", mask(group))
        _each(texts, group, f"topology/{name}_list", cpu_text(group))


def _node(node: NumaNode, distances: tuple[int, ...] | None, texts: dict[str, str], folders: list[str]) -> None:
    folder = f"{NODE}/node{node.id}"
    folders.append(folder)
    if node.cpus is not None:
        texts |= {f"{folder}/cpumap": mask(node.cpus), f"{folder}/cpulist": cpu_text(node.cpus)}
    if node.memory is not None:
        texts[f"{folder}/meminfo"] = f"Node {node.id} MemTotal:       {node.memory // 1024} kB"
    if distances is not None:
        texts[f"{folder}/distance"] = " ".join(map(str, distances))
    if node.hugepages is not None:
        folders.append(f"{folder}/hugepages")
        for size, number in node.hugepages.items():
            texts[f"{folder}/hugepages/hugepages-{size // 1024}kB/nr_hugepages"] = str(number)
    if node.memory_kind == "gpu":
        texts[f"{NVIDIA}/node{node.id}/numa_status"] = f"Node:      {node.id}"
    elif node.memory_kind == "dax":
        texts[f"sys/bus/dax/drivers/kmem/dax{node.id}.0/target_node"] = str(node.id)


def _device(device: PciDevice, texts: dict[str, str], links: dict[str, str]) -> None:
    folder = f"sys/devices/{device.pcie_root or 'unknown'}/{device.address}"
    links[f"sys/bus/pci/devices/{device.address}"] = f"../../../{folder.removeprefix('sys/')}"
    node = -1 if device.numa_node is None else device.numa_node
    texts |= {f"{folder}/class": CLASSES[device.kind], f"{folder}/numa_node": str(node)}
    for name, text in (("vendor", device.vendor), ("device", device.device)):
        if text is not None:
            texts[f"{folder}/{name}"] = f"0x{text}"
    if device.driver is not None:
        links[f"{folder}/driver"] = f"../../../bus/pci/drivers/{device.driver}"


def _command_line(parameters: dict[str, str]) -> str:
    sizes, numbers = (parameters.get(name, "").split() for name in ("hugepagesz", "hugepages"))
    words = []
    for name, value in parameters.items():
        if name == "hugepages" and len(sizes) == len(numbers) > 1:
            words += [f"hugepagesz={size} hugepages={number}" for size, number in zip(sizes, numbers, strict=True)]
        elif not (name == "hugepagesz" and len(sizes) == len(numbers) > 1):
            words.append(f"{name}={value}" if value else name)
    return " ".join(words)


def mask(cpus: Iterable[int]) -> str:
    """CPUs as Linux writes a mask: words of 32 bits, the highest first."""
    bits = sum(1 << cpu for cpu in cpus)
    words = max(1, -(-bits.bit_length() // 32))
    return ",".join(f"{bits >> 32 * word & 0xFFFFFFFF:08x}" for word in reversed(range(words)))
