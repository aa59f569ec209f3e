"""The device manager: devices of extended resources, and where they are.

Which of several devices a container gets is the plugin's choice; it is taken to prefer the lowest index. Without a
plugin that prefers any, the kubelet takes them in the random order of a Go map.

Source: `pkg/kubelet/cm/devicemanager/manager.go` and `topology_hints.go`, 1.27 and later. From 1.36 on only sets of
NUMA nodes that have such devices are hints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.hints import Hints, impossible, sized
from numaconf.kubelet.admission.pod import total
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.admission.layout import Layout
    from numaconf.kubelet.admission.pod import Container, Pod

Free = dict[str, int]
"""Resource to its free devices."""


class NoDevices(Exception):
    """The device manager's error; the message is the kubelet's."""


class Resource(NamedTuple):
    """An extended resource: all devices, those with NUMA information, and the devices of each NUMA node."""

    name: str
    devices: int
    placed: int
    on: dict[int, int]

    def touching(self, mask: int) -> int:
        """The devices of a set of NUMA nodes."""
        found = 0
        for node, devices in self.on.items():
            if mask >> node & 1:
                found |= devices
        return found


class DevicePolicy(NamedTuple):
    """The device manager of one node."""

    nodes: tuple[int, ...]
    minor: int
    resources: dict[str, Resource]

    def request(self, container: Container) -> dict[str, int]:
        """The devices that a container asks for: the limits count. Resources without a plugin are nothing here."""
        if not self.resources:
            return {}
        return {name: container.limits[name].bytes for name in self.resources if name in container.limits}

    def request_of_pod(self, pod: Pod) -> dict[str, int]:
        """The same for scope pod."""
        if not self.resources:
            return {}
        limits = total(pod.containers, limits=True)
        return {name: limits[name].bytes for name in self.resources if name in limits}

    def hints(self, name: str, free: int, reusable: int, request: int) -> Hints | None:
        """The hints for a number of devices; None for a resource whose devices have no NUMA information."""
        resource = self.resources[name]
        if not resource.placed:
            return None
        if (free | reusable).bit_count() < request:
            return impossible(name)
        nodes = self.nodes
        if self.minor >= 36:
            nodes = tuple(node for node in self.nodes if resource.on.get(node)) or self.nodes
        fixed = reusable & resource.placed
        # A device that is reusable and free would count twice; there is none.
        wanted = bits.members(fixed)

        def fits(mask: int) -> bool:
            near = resource.touching(mask)
            if fixed & ~near:
                return False
            return len(wanted) + (free & near).bit_count() >= request

        return Hints(name, nodes, self._smallest(resource, nodes, request), fits)

    @staticmethod
    def _smallest(resource: Resource, nodes: tuple[int, ...], request: int) -> int:
        bearing = [node for node in nodes if resource.on.get(node)]
        for size in range(1, len(bearing) + 1):
            if any(resource.touching(mask).bit_count() >= request for mask in sized(bearing, size)):
                return size
        return len(nodes)

    def allocate(self, name: str, free: int, reusable: int, count: int, mask: int | None) -> int:
        """The devices that a container gets: those that earlier containers of its pod left, then those near the NUMA
        nodes of its hint, then any. Raises NoDevices.
        """
        resource = self.resources[name]
        if not resource.devices:
            raise NoDevices(f"no healthy devices present; cannot allocate unhealthy devices {name}")
        if count == 0:
            return 0
        taken = bits.lowest(reusable, count)
        needed = count - taken.bit_count()
        if not needed:
            return taken
        if free.bit_count() < needed:
            available = free.bit_count()
            raise NoDevices(
                f"requested number of devices unavailable for {name}. Requested: {needed}, Available: {available}"
            )
        near = free & resource.touching(mask) if mask is not None and resource.placed else 0
        taken |= bits.lowest(near, needed)
        return taken | bits.lowest(free & ~taken, count - taken.bit_count())


def policy(layout: Layout, minor: int) -> DevicePolicy:
    """The device manager of a machine."""
    return DevicePolicy(layout.nodes, minor, {name: _resource(name, one.numa) for name, one in layout.devices.items()})


def _resource(name: str, numa: tuple[tuple[int, ...], ...]) -> Resource:
    on: dict[int, int] = {}
    for index, nodes in enumerate(numa):
        for node in nodes:
            on[node] = on.get(node, 0) | 1 << index
    placed = bits.of(index for index, nodes in enumerate(numa) if nodes)
    return Resource(name, (1 << len(numa)) - 1, placed, on)


def start(devices: DevicePolicy) -> Free:
    """All devices, free."""
    return {name: resource.devices for name, resource in devices.resources.items()}
