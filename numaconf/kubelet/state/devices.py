"""`device-plugins/kubelet_internal_checkpoint`: which container has which devices.

A device manager never refuses to start over it (a broken file is an error at start too, but of the checksum alone); it
is read for the devices of running containers.

Source: `pkg/kubelet/cm/devicemanager/checkpoint`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from numaconf.kubelet.state import checkpoint
from numaconf.kubelet.state.checkpoint import CORRUPTED, StateError, dump_list, dump_map
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from typing import Any

NAME = "device-plugins/kubelet_internal_checkpoint"


class DeviceEntry(NamedTuple):
    """Devices of one resource that a container has, by the NUMA node that their plugin names (-1: it names none)."""

    pod: str
    container: str
    resource: str
    devices: dict[int, tuple[str, ...]]


def read(data: bytes) -> list[DeviceEntry]:
    """The entries of a file. Raises StateError where its checksum is wrong, or it is nothing of the kind."""
    fields = checkpoint.load(data)
    inner = fields.get("data")
    if not isinstance(inner, dict):
        raise StateError("json: cannot unmarshal field Data into a value of type checkpointData")
    held = checkpoint.folded(inner)
    entries = held.get("poddeviceentries")
    registered = held.get("registereddevices")
    if not isinstance(entries, (list, type(None))) or not isinstance(registered, (dict, type(None))):
        raise StateError("json: cannot unmarshal field PodDeviceEntries")
    parsed = [_entry(one) for one in entries or ()]
    dump = (
        "(checkpoint.checkpointData){PodDeviceEntries:([]checkpoint.PodDevicesEntry)"
        f"{dump_list(None if entries is None else [text for _, text in parsed])}"
        f" RegisteredDevices:(map[string][]string){dump_map(registered, dump_list)}}}"
    )
    if checkpoint.unsigned(fields, "checksum") != checkpoint.checksum(dump):
        raise StateError(CORRUPTED)
    return [entry for entry, _ in parsed]


def _entry(value: Any) -> tuple[DeviceEntry, str]:
    """An entry, and Go's dump of it."""
    if not isinstance(value, dict):
        raise StateError("json: cannot unmarshal field PodDeviceEntries")
    fields = checkpoint.folded(value)
    names = [checkpoint.text(fields, name) for name in ("podUID", "containerName", "resourceName")]
    listed, answer = fields.get("deviceids"), fields.get("allocresp")
    devices: dict[int, tuple[str, ...]] | None = None
    try:
        if listed is not None:
            devices = {int(node): tuple(map(str, ids or ())) for node, ids in listed.items()}
        octets = None if answer is None else base64.b64decode(answer, validate=True)
    except (AttributeError, TypeError, ValueError, binascii.Error):
        raise StateError("json: cannot unmarshal field DeviceIDs") from None
    dump = (
        f"{{PodUID:(string){names[0]} ContainerName:(string){names[1]} ResourceName:(string){names[2]}"
        f" DeviceIDs:(checkpoint.DevicesPerNUMA){dump_map(devices, dump_list)}"
        f" AllocResp:([]uint8){dump_list(octets)}}}"
    )
    return DeviceEntry(names[0], names[1], names[2], devices or {}), dump
