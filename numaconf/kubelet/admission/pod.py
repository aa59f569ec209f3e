"""A pod as the managers see it: amounts after the API server's defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.quantity import NANO, ZERO, Quantity
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Amounts = dict[str, Quantity]
"""Resource name (`cpu`, `memory`, `hugepages-1Gi`, `nvidia.com/gpu`) to amount."""

GUARANTEED, BURSTABLE, BEST_EFFORT = "Guaranteed", "Burstable", "BestEffort"
HUGEPAGES = "hugepages-"


class Container(NamedTuple):
    """A container. `init`: it ends before the containers start; `sidecar`: an init container that goes on running."""

    name: str
    requests: Amounts
    limits: Amounts
    init: bool = False
    sidecar: bool = False

    @property
    def regular_init(self) -> bool:
        """Whether it is an init container that ends, so that what it had can be had again."""
        return self.init and not self.sidecar


class Pod(NamedTuple):
    """A pod.

    * `containers`: init containers first, each in the order of the spec.
    * `resources`: `spec.resources` as (requests, limits) where the kubelet sees them and they name something that it
      supports at pod level; None otherwise.
    * `overhead`: what the runtime class adds. `ports`: host ports as (address, protocol, port).
    * `uid`: "" for a pod that has none yet.
    """

    namespace: str
    name: str
    qos: str
    containers: tuple[Container, ...]
    resources: tuple[Amounts, Amounts] | None = None
    overhead: Amounts = {}  # noqa: RUF012  never changed
    ports: tuple[tuple[str, str, int], ...] = ()
    uid: str = ""

    @property
    def guaranteed(self) -> bool:
        """Whether its QoS class is Guaranteed."""
        return self.qos == GUARANTEED

    @property
    def kind(self) -> str:
        """The same for pods that the kubelet treats alike on the same node."""
        return repr(self._replace(namespace="", name="", uid=""))


def is_memory(resource: str) -> bool:
    """Whether the memory manager deals with a resource."""
    return resource == "memory" or resource.startswith(HUGEPAGES)


def at_pod_level(resource: str) -> bool:
    """Whether `spec.resources` may name a resource (`IsSupportedPodLevelResource`)."""
    return resource == "cpu" or is_memory(resource)


def whole_cpus(amount: Quantity) -> int:
    """The CPUs of a whole number of CPUs, 0 for any other amount."""
    whole, rest = divmod(amount.milli, 1000)
    return 0 if rest else whole


def sizes(amounts: Mapping[str, Quantity]) -> dict[str, int] | None:
    """Bytes of memory and of each size of hugepages, by resource; None where one is not an int64 (`0.1Gi`)."""
    found = {}
    for resource in sorted(amounts):
        if is_memory(resource):
            if not amounts[resource].is_int64 or amounts[resource].nano % NANO:
                return None
            found[resource] = amounts[resource].bytes
    return found


def add(amounts: Amounts, more: Mapping[str, Quantity]) -> None:
    """Add up, in place."""
    for resource, amount in more.items():
        amounts[resource] = amounts[resource] + amount if resource in amounts else amount


def raise_to(amounts: Amounts, others: Mapping[str, Quantity]) -> None:
    """The larger of two, resource by resource, in place."""
    for resource, amount in others.items():
        if amount.nano > amounts.get(resource, ZERO).nano or resource not in amounts:
            amounts[resource] = amount


def total(containers: tuple[Container, ...], *, limits: bool = False) -> Amounts:
    """What the containers need together (`AggregateContainerRequests`): the sum over those that run side by side, or
    what an init container needs beside the sidecars that were started before it, if that is more.
    """
    running: Amounts = {}
    sidecars: Amounts = {}
    starting: Amounts = {}
    for container in containers:
        amounts = container.limits if limits else container.requests
        if not container.init:
            add(running, amounts)
        elif container.sidecar:
            add(running, amounts)
            add(sidecars, amounts)
            raise_to(starting, sidecars)
        else:
            both = dict(amounts)
            add(both, sidecars)
            raise_to(starting, both)
    raise_to(running, starting)
    return running
