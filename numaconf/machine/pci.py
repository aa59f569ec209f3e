"""The PCI devices that workloads ask for, from `/sys/bus/pci/devices`.

Device plugins take a device's NUMA node from its file `numa_node`, and none where that says -1. Kernels before 2.6.35
have no such file; there a device belongs to the NUMA node whose CPUs are exactly its `local_cpus`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.machine.model import PciDevice
from numaconf.machine.notation import MAX_NODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import NumaNode
    from numaconf.machine.tree import Tree

BUS, DEVICES = "sys/bus/pci/devices", "sys/devices"
KINDS = ("gpu", "network", "nvme", "accelerator")

ADDRESS = re.compile(r"[0-9a-f]{4,8}:[0-9a-f]{2}:[0-1][0-9a-f]\.[0-7]")
ROOT = re.compile(r"pci[0-9a-f]{4,8}:[0-9a-f]{2}")
DRIVER = re.compile(r"[A-Za-z0-9_.+-]{1,64}")
_ID = re.compile(r"(?:0x)?([0-9a-f]{4})", re.IGNORECASE)
_CLASS = re.compile(r"(?:0x)?([0-9a-f]{6})", re.IGNORECASE)

_CLASSES = (
    ("03", "gpu"),
    ("02", "network"),
    ("0c06", "network"),
    ("0108", "nvme"),
    ("12", "accelerator"),
    ("0b40", "accelerator"),
)
"""Class code to kind (PCI Code and ID Assignment Specification 1.15): display, network, InfiniBand, non-volatile
memory, processing accelerators, co-processor.
"""

_NEURON = ("1d0f", re.compile(r"7[0-9a-f]64|706[4-7]"))
"""AWS Inferentia and Trainium say of themselves that they are system peripherals (class 0880)."""


def kind(class_code: str, vendor: str | None = None, device: str | None = None) -> str | None:
    """What a device of a class code (six hexadecimal digits) is to us, None where it is nothing."""
    found = next((name for prefix, name in _CLASSES if class_code.startswith(prefix)), None)
    if found is None and class_code.startswith("0880") and vendor == _NEURON[0] and _NEURON[1].fullmatch(device or ""):
        return "accelerator"
    return found


def devices(tree: Tree, nodes: tuple[NumaNode, ...] | None) -> tuple[PciDevice, ...] | None:
    """The devices below a root, by address; None where it has no PCI bus to read."""
    places = dict(_places(tree))
    if not places and tree.entries(BUS) is None:
        return None
    found = (_device(tree, address, folder, nodes or ()) for address, folder in sorted(places.items()))
    return tuple(one for one in found if one is not None)


def _places(tree: Tree) -> Iterator[tuple[str, str]]:
    """Addresses and folders of all devices."""
    listed = tree.entries(BUS)
    if listed is not None:
        yield from ((name, f"{BUS}/{name}") for name in listed if ADDRESS.fullmatch(name))
        return
    stack = [f"{DEVICES}/{name}" for name in tree.entries(DEVICES) or () if ROOT.fullmatch(name)]
    while stack:
        folder = stack.pop()
        for name in tree.entries(folder) or ():
            if ADDRESS.fullmatch(name) and tree.link(folder, name) is None:
                yield name, f"{folder}/{name}"
                stack.append(f"{folder}/{name}")


def _device(tree: Tree, address: str, folder: str, nodes: tuple[NumaNode, ...]) -> PciDevice | None:
    code, vendor, device = _identity(tree, folder)
    what = kind(code, vendor, device)
    if what is None:
        return None
    driver = (tree.link(folder, "driver") or "").rpartition("/")[2]
    if not driver:
        found = re.search(r"^DRIVER=(\S+)$", tree.text(folder, "uevent") or "", re.MULTILINE)
        driver = found[1] if found else ""
    roots = [part for part in (tree.link(folder) or folder).split("/") if ROOT.fullmatch(part)]
    return PciDevice(
        address,
        what,
        vendor,
        device,
        driver if DRIVER.fullmatch(driver) else None,
        _numa_node(tree, folder, nodes),
        roots[0] if roots else None,
    )


def _identity(tree: Tree, folder: str) -> tuple[str, str | None, str | None]:
    """Class code ("" where unknown), vendor and device: of the files named so, else of the configuration space."""
    match = _CLASS.fullmatch(tree.text(folder, "class") or "")
    code = match[1].lower() if match else ""
    vendor, device = (_id(tree.text(folder, name)) for name in ("vendor", "device"))
    if code and vendor and device:
        return code, vendor, device
    space = tree.data(folder, "config") or b""
    if len(space) >= 12 and space[:2] not in {b"\0\0", b"\xff\xff"}:
        code = code or space[11:8:-1].hex()
        vendor, device = vendor or space[1::-1].hex(), device or space[3:1:-1].hex()
    return code, vendor, device


def _id(text: str | None) -> str | None:
    match = _ID.fullmatch(text or "")
    return match[1].lower() if match else None


def _numa_node(tree: Tree, folder: str, nodes: tuple[NumaNode, ...]) -> int | None:
    if tree.text(folder, "numa_node") is not None:
        number = tree.number(folder, "numa_node")
        return number if number is not None and 0 <= number <= MAX_NODE else None
    local = set(tree.cpus(folder, mask="local_cpus", listed="local_cpulist") or ())
    online = {cpu for node in nodes for cpu in node.cpus or ()}
    if len(nodes) < 2 or not local & online:
        return None
    return next((node.id for node in nodes if node.cpus and set(node.cpus) == local & online), None)


BASIC_DISPLAYS = {"1a03", "102b", "1013", "1234", "1b36", "15ad", "1af4", "1d0f", "18ca", "80ee"}
"""Vendors of display controllers of servers' management and of virtual machines: ASPEED, Matrox, Cirrus, …"""


def kind_of(device: PciDevice) -> str:
    """What to call a device: a controller for the console is not a GPU."""
    return "display" if device.kind == "gpu" and device.vendor in BASIC_DISPLAYS else device.kind
