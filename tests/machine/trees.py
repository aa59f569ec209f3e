"""Small /sys and /proc trees, written from a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import cpu_list, cpu_text

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


def of_machine(machine: Machine) -> dict[str, str]:
    """The files of a machine of which everything is known."""
    files = {
        "sys/devices/system/cpu/online": cpu_text(machine.cpus or ()),
        "proc/meminfo": f"MemTotal:       {(machine.memory_capacity or 0) // 1024} kB\nMemFree:  1 kB",
    }
    for number, core in enumerate(machine.cores or ()):
        package = next(index for index, cpus in enumerate(machine.sockets or ()) if core[0] in cpus)
        cache = next(cpus for cpus in machine.l3 or () if core[0] in cpus)
        for one in core:
            files |= cpu(one, package, number, cpu_text(core), cpu_text(cache))
    for one_node, row in zip(machine.nodes or (), machine.distances or (), strict=True):
        pages = {size // 1024: amount for size, amount in (one_node.hugepages or {}).items()}
        distance = " ".join(map(str, row))
        files |= node(one_node.id, cpu_text(one_node.cpus or ()), (one_node.memory or 0) // 1024, distance, pages)
        files[f"sys/devices/system/node/node{one_node.id}/hugepages/"] = ""
    return files
