"""The parts of a snapshot that tell of devices and of the kernel."""

from __future__ import annotations

import re
from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.model import PciDevice
from numaconf.machine.notation import MAX_NODE
from numaconf.machine.numa_nodes import refuse_unknown
from numaconf.machine.pci import ADDRESS, DRIVER, KINDS, ROOT

PCI_KEYS = ("address", "class", "vendor", "device", "driver", "numaNode", "pcieRoot")
_ID = re.compile(r"[0-9a-f]{4}")


def pci_devices(value: Any) -> tuple[PciDevice, ...] | None:
    """What a `pciDevices` list says, by address. Raises MachineError with the route."""
    if value is None:
        return None
    if not isinstance(value, list):
        raise MachineError("pciDevices must be a list", "write - {address: '0000:17:00.0', class: gpu, numaNode: 0}",
                           ("pciDevices",))  # fmt: skip
    found: dict[str, PciDevice] = {}
    for place, item in enumerate(value):
        try:
            one = _pci_device(item)
        except MachineError as error:
            raise error.below("pciDevices", place) from None
        if one.address in found:
            raise MachineError(f"the device {one.address} appears twice", "", ("pciDevices", place, "address"))
        found[one.address] = one
    return tuple(found[address] for address in sorted(found))


def _pci_device(item: Any) -> PciDevice:
    if not isinstance(item, dict):
        raise MachineError("a PCI device is a mapping", "write {address: '0000:17:00.0', class: gpu, numaNode: 0}")
    refuse_unknown(item, PCI_KEYS)
    if item.get("class") not in KINDS:
        raise MachineError(f"{item.get('class')!r} is not a class of device", f"one of {', '.join(KINDS)}", ("class",))
    number = item.get("numaNode")
    whole = isinstance(number, int) and not isinstance(number, bool)
    if number is not None and not (whole and 0 <= number <= MAX_NODE):
        raise MachineError(f"{number!r} is not a NUMA node id", f"0 to {MAX_NODE}, or null", ("numaNode",))
    address = _text(item, "address", ADDRESS, "0000:17:00.0")
    if address is None:
        raise MachineError("the device has no address", "write address: '0000:17:00.0'", ("address",))
    return PciDevice(
        address,
        item["class"],
        _text(item, "vendor", _ID, "10de"),
        _text(item, "device", _ID, "2330"),
        _text(item, "driver", DRIVER, "nvidia"),
        number,
        _text(item, "pcieRoot", ROOT, "pci0000:17"),
    )


def _text(item: dict[str, Any], key: str, form: re.Pattern[str], example: str) -> str | None:
    value = item.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not form.fullmatch(value):
        raise MachineError(f"{value!r} is not a valid {key}", f"write for example {key}: {example!r}", (key,))
    return value


def pci_data(devices: tuple[PciDevice, ...] | None) -> list[dict[str, Any]] | None:
    """PCI devices as a snapshot and as `--format json` has them, all keys."""
    return None if devices is None else [dict(zip(PCI_KEYS, one, strict=True)) for one in devices]


def kernel_parameters(value: Any) -> dict[str, str] | None:
    """What a `kernelParameters` mapping says. Raises MachineError with the route."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise MachineError("kernelParameters maps names to values", "write {isolcpus: 2-17}", ("kernelParameters",))
    found = {}
    for name, text in value.items():
        if isinstance(text, bool) or not isinstance(text, (str, int)):
            raise MachineError(f"the value of {name} must be text", "put it in quotes", ("kernelParameters", name))
        found[str(name)] = str(text)
    return found
