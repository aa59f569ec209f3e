"""A NodeResourceTopology object (`topology.node.k8s.io/v1alpha1` and `v1alpha2`), as exporters and schedulers have it.

It tells the NUMA nodes, their distances, how many CPUs, how much memory and how many devices each has; which CPUs they
are, it does not. Zones of other types (caches, devices) are passed over.
"""

from __future__ import annotations

import re
from typing import Any

from numaconf.machine.errors import MachineError
from numaconf.machine.formats.values import items, mapping, name_of, numa_id
from numaconf.machine.model import Devices, Machine, NumaNode
from numaconf.machine.notation import size

GROUP, KIND = "topology.node.k8s.io/", "NodeResourceTopology"
_LISTS = ("List", f"{KIND}List")
_ZONE = re.compile(r".*?(\d{1,4})", re.ASCII)
_HUGE = "hugepages-"

Zone = tuple[int, dict[str, Any], tuple[str | int, ...]]
"""The id of a NUMA node, its zone, and the zone's route."""


def recognises(value: Any) -> bool:
    """Whether this is such an object, or a list of them."""
    if not isinstance(value, dict):
        return False
    if value.get("kind") in _LISTS and isinstance(value.get("items"), list):
        return any(recognises(item) for item in value["items"])
    return value.get("kind") == KIND and str(value.get("apiVersion")).startswith(GROUP)


def machine(value: dict[str, Any], path: str) -> Machine:
    """The machine of such an object. Raises MachineError with the route."""
    if value.get("kind") in _LISTS:
        found = [place for place, item in enumerate(value["items"]) if recognises(item)]
        if len(found) > 1:
            names = ", ".join(str(_name(value["items"][place], path)) for place in found[:3])
            raise MachineError(f"{len(found)} nodes are described here: {names}, …", "keep the one that is meant",
                               ("items",))  # fmt: skip
        try:
            return machine(value["items"][found[0]], path)
        except MachineError as error:
            raise error.below("items", found[0]) from None
    zones: list[Zone] = []
    for place, item in enumerate(items(value.get("zones"), ("zones",))):
        zone = mapping(item, ("zones", place))
        if str(zone.get("type")) == "Node":
            zones.append((_number(zone.get("name"), ("zones", place, "name")), zone, ("zones", place)))
    if not zones:
        raise MachineError("there is no zone of type Node, so no NUMA node is known", "", ("zones",), key=True)
    ids = sorted(number for number, _, _ in zones)
    if len(set(ids)) < len(ids):
        raise MachineError("two zones are the same NUMA node", "", ("zones",))
    nodes, cpus = [], []
    devices: dict[str, list[tuple[int, ...]]] = {}
    for number, zone, route in sorted(zones, key=lambda one: one[0]):
        resources = _resources(zone, route)
        memory = resources.pop("memory", None)
        cpus.append(resources.pop("cpu", None))
        pages = {}
        for name in [name for name in resources if name.startswith(_HUGE)]:
            page = _size(name.removeprefix(_HUGE), (*route, "resources"))
            pages[page] = resources.pop(name) // page if page else 0
        nodes.append(NumaNode(number, None, memory, dict(sorted(pages.items())) if pages else None))
        for name, amount in resources.items():
            if "/" in name and amount <= 1024:
                devices.setdefault(name, []).extend([(number,)] * amount)
    return Machine(
        _name(value, path),
        tuple(nodes),
        distances=_distances(zones, ids),
        devices=tuple(Devices(name, tuple(numa)) for name, numa in sorted(devices.items())) or None,
        vcpus=None if None in cpus else sum(amount or 0 for amount in cpus),
        known_from=f"NodeResourceTopology, {path}",
    )


def _name(value: dict[str, Any], path: str) -> str:
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) and name else name_of(path)


def _number(name: Any, route: tuple[str | int, ...]) -> int:
    match = _ZONE.fullmatch(str(name))
    if match is None:
        raise MachineError(f"{str(name)[:40]!r} ends in no NUMA node id", "exporters write node-0, node-1, …", route)
    return numa_id(match[1], route)


def _resources(zone: dict[str, Any], route: tuple[str | int, ...]) -> dict[str, int]:
    """Name to capacity; an amount that is not a whole number is left out."""
    found = {}
    for place, item in enumerate(items(zone.get("resources"), (*route, "resources"))):
        where = (*route, "resources", place)
        one = mapping(item, where)
        amount = one.get("capacity", one.get("allocatable"))
        in_parts = isinstance(amount, str) and amount.endswith("m")  # `35500m` CPUs: the whole ones are not known
        if isinstance(one.get("name"), str) and amount is not None and not in_parts:
            found[one["name"]] = _size(amount, (*where, "capacity"))
    return found


def _size(amount: Any, route: tuple[str | int, ...]) -> int:
    try:
        return size(amount)
    except MachineError as error:
        raise error.below(*route) from None


def _distances(zones: list[Zone], ids: list[int]) -> tuple[tuple[int, ...], ...] | None:
    rows = []
    for _, zone, route in sorted(zones, key=lambda one: one[0]):
        costs = {}
        for place, item in enumerate(items(zone.get("costs"), (*route, "costs"))):
            where = (*route, "costs", place)
            one = mapping(item, where)
            costs[_number(one.get("name"), (*where, "name"))] = one.get("value")
        row = [costs.get(number) for number in ids]
        if not all(isinstance(cost, int) and 0 < cost <= 255 for cost in row):
            return None
        rows.append(tuple(cost for cost in row if isinstance(cost, int)))
    return tuple(rows)
