"""Small /sys and /proc trees, written from a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine import sysfs_write
from numaconf.machine.notation import cpu_list

if TYPE_CHECKING:
    import pathlib

    from numaconf.machine.model import Machine


def mask(cpus: str) -> str:
    """A CPU list as Linux writes a mask: words of 32 bits, the highest first."""
    bits = sum(1 << cpu for cpu in cpu_list(cpus))
    return ",".join(f"{bits >> shift & 0xFFFFFFFF:08x}" for shift in (32, 0))


def write(root: pathlib.Path, files: dict[str, str]) -> None:
    """Files below the root; a name that ends in `/` is an empty folder."""
    for name, text in files.items():
        path = root / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_text(text + "\n")


def cpu(number: int, package: int, core: int, siblings: str, l3: str = "") -> dict[str, str]:
    """The folder of a CPU; `l3`: the CPUs that share its level 3 cache."""
    folder = f"sys/devices/system/cpu/cpu{number}"
    files = {
        f"{folder}/topology/physical_package_id": str(package),
        f"{folder}/topology/core_id": str(core),
        f"{folder}/topology/thread_siblings_list": siblings,
        f"{folder}/cache/index0/level": "1",
        f"{folder}/cache/index0/shared_cpu_map": mask(siblings),
    }
    if l3:
        files |= {f"{folder}/cache/index3/level": "3", f"{folder}/cache/index3/shared_cpu_map": mask(l3)}
    return files


def node(number: int, cpus: str, kib: int, distance: str, pages: dict[int, int] | None = None) -> dict[str, str]:
    """The folder of a NUMA node; `pages`: page size in KiB to number of pages."""
    folder = f"sys/devices/system/node/node{number}"
    files = {
        f"{folder}/cpulist": cpus,
        f"{folder}/cpumap": mask(cpus),
        f"{folder}/distance": distance,
        f"{folder}/meminfo": f"Node {number} MemTotal:       {kib} kB\nNode {number} MemFree:        1 kB",
    }
    for size, amount in (pages or {}).items():
        files[f"{folder}/hugepages/hugepages-{size}kB/nr_hugepages"] = str(amount)
        files[f"{folder}/hugepages/hugepages-{size}kB/free_hugepages"] = "0"
    return files


def write_machine(root: pathlib.Path, machine: Machine) -> None:
    """What the program itself writes of a machine."""
    found = sysfs_write.files(machine)
    for folder in found.folders:
        (root / folder).mkdir(parents=True, exist_ok=True)
    write(root, {path: text.removesuffix("\n") for path, text in found.texts.items()})
    for path, to in found.links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(to)


TWO_NODES = {
    "sys/devices/system/cpu/online": "0-3",
    **cpu(0, 0, 0, "0,2", "0,2"),
    **cpu(1, 1, 0, "1,3", "1,3"),
    **cpu(2, 0, 0, "0,2", "0,2"),
    **cpu(3, 1, 0, "1,3", "1,3"),
    **node(0, "0,2", 1000, "10 21", {2048: 4, 1048576: 1}),
    **node(1, "1,3", 1024, "21 10", {2048: 0, 1048576: 0}),
    "proc/meminfo": "MemTotal:        2020 kB\nMemFree:        1 kB",
}
