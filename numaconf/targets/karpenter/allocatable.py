"""Karpenter's own arithmetic: what it takes a node's capacity, reservations and allocatable for, and where it is wrong.

Karpenter decides with these numbers which instance type a pod fits; the kubelet decides with its own whether it does.
Source: aws/karpenter-provider-aws 1.14 and 1.15 `pkg/providers/instancetype/types.go`, core
`pkg/cloudprovider/types.go`; compared with the published figures of all instance types and with the provider itself.
Disk space is left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import eviction, quantity, reservation
from numaconf.kubelet.effective import EffectiveConfig, Facts, Origin
from numaconf.kubelet.reservation import Allocatable
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.quantity import Quantity
    from numaconf.kubelet.reservation import CpuReservation, MemoryReservation, Part
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

MIB = 1 << 20

VM_MEMORY_OVERHEAD = 0.075
"""The share of memory that Karpenter takes for lost to the hypervisor (`VM_MEMORY_OVERHEAD_PERCENT`, its default)."""

_ARM_MIB = 64
"""MiB that Gravitons keep for contiguous allocations and never show."""

_CPU_RANGES = ((0, 1000, 0.06), (1000, 2000, 0.01), (2000, 4000, 0.005), (4000, 1 << 31, 0.0025))
"""Start and end in milli-CPU, and the share that is reserved of that range."""

_BY_POD_COUNT = frozenset({"Bottlerocket", "Windows2019", "Windows2022", "Windows2025"})
"""Families whose memory guess goes by the real number of pods; the others by the ENI limit, whatever maxPods says."""


class Settings(NamedTuple):
    """What the arithmetic looks at: the stored `spec.kubelet`, the AMI family, and how many `efa-only` interfaces of
    network card 0 take an ENI from the pods.
    """

    kubelet: dict[str, Any]
    family: str
    efa_only: int = 0


def memory_capacity(machine: Machine) -> int | None:
    """Bytes of memory of a node of that type before Karpenter has seen one; None where the type's memory is unknown."""
    if machine.memory_mib is None:
        return None
    size = (machine.memory_mib - (_ARM_MIB if machine.arch == "arm64" else 0)) * MIB
    return size - math.ceil(size * VM_MEMORY_OVERHEAD / 1024 / 1024) * MIB


def cpu_milli(cpus: int) -> int:
    """Milli-CPU that Karpenter takes kubeReserved for, where `spec.kubelet` does not say."""
    total = cpus * 1000
    return sum(int((min(total, end) - start) * share) for start, end, share in _CPU_RANGES if total >= start)


def memory_mib(settings: Settings, machine: Machine | None) -> int | None:
    """MiB that Karpenter takes kubeReserved for, where `spec.kubelet` does not say; None where it cannot be known."""
    pods = machine.eni_max_pods if machine and not settings.efa_only else None
    if settings.family in _BY_POD_COUNT and isinstance(settings.kubelet.get("maxPods"), int):
        pods = settings.kubelet["maxPods"]
    return None if pods is None else 11 * pods + 255


def counted(settings: Settings, version: Version, machine: Machine | None) -> EffectiveConfig:
    """The reservations that Karpenter counts with, in the form of a kubelet's configuration.

    Values of `spec.kubelet` lie over the guesses key by key; of evictionHard only the memory counts here.
    """
    unknown: dict[Route, str] = {}
    guessed = {}
    memory, cpus = memory_mib(settings, machine), machine.cpu_count if machine else None
    given = settings.kubelet.get("kubeReserved") or {}
    for resource, amount in (
        ("memory", None if memory is None else f"{memory}Mi"),
        ("cpu", None if cpus is None else f"{cpu_milli(cpus)}m"),
    ):
        if amount is not None:
            guessed[resource] = amount
        elif resource not in given:
            unknown["kubeReserved", resource] = "Karpenter guesses it from the instance type"
    thresholds = settings.kubelet.get("evictionHard") or {}
    threshold = thresholds.get(eviction.MEMORY, "100Mi")
    config = {
        "kubeReserved": {**guessed, **given},
        "systemReserved": dict(settings.kubelet.get("systemReserved") or {}),
        "evictionHard": {eviction.MEMORY: threshold},
    }
    guess = Origin("platform-default", note="Karpenter guesses what spec.kubelet does not say")
    origins: dict[Route, Origin] = {(): Origin("document")}
    origins |= {("kubeReserved", resource): guess for resource in guessed if resource not in given}
    if eviction.MEMORY not in thresholds:
        origins["evictionHard", eviction.MEMORY] = guess
    return EffectiveConfig(
        "karpenter", config, origins, version, machine, unknown=unknown, facts=Facts(eviction_is_whole=True)
    )


def allocatable(settings: Settings, version: Version, machine: Machine) -> Allocatable:
    """Bytes of memory and milli-CPU that Karpenter takes a new node of that type to offer."""
    node = counted(settings, version, machine)
    capacity, cpus = memory_capacity(machine), machine.cpu_count
    threshold = node.get("evictionHard", eviction.MEMORY)
    if capacity is not None and isinstance(threshold, str) and threshold.endswith("%"):
        share = float(threshold.strip("%"))
        # 100% switches a threshold off; no threshold is written as none, since the kubelet takes no 0.
        kept_back = math.ceil(capacity / 100 * share) if share != 100 else 0
        hard = {eviction.MEMORY: str(kept_back)} if kept_back else {}
        node = node.with_(config={**node.config, "evictionHard": hard})
    kept, milli = reservation.memory(node).total, reservation.cpu(node).milli
    return Allocatable(
        None if capacity is None or kept is None else capacity - kept,
        None if cpus is None or milli is None else cpus * 1000 - milli,
    )


class Difference(NamedTuple):
    """The node keeps back another amount than Karpenter counts with. `parts`: the node's; `counted`: Karpenter's."""

    resource: str
    node: Quantity
    karpenter: Quantity
    node_parts: str
    karpenter_parts: str
    parts: tuple[Part, ...]

    @property
    def node_has_less(self) -> bool:
        """Whether pods that fit by Karpenter's count do not fit the node."""
        return self.node.nano > self.karpenter.nano


def differences(node: EffectiveConfig, count: EffectiveConfig) -> Iterator[Difference | str]:
    """Where the node in force and Karpenter's count disagree; a text says why that cannot be known.

    What both leave to the same formula, or to the same share of memory, cannot differ, so it need not be known.
    """
    for resource, reserved in (("cpu", reservation.cpu), ("memory", reservation.memory)):
        one, other = _comparable(node, count, resource)
        has: CpuReservation | MemoryReservation = reserved(one)
        counts: CpuReservation | MemoryReservation = reserved(other)
        if has.amount is not None and counts.amount is not None:
            if has.amount != counts.amount:
                yield Difference(resource, has.amount, counts.amount, str(has), str(counts), has.parts)
        elif has.unknown or counts.unknown:
            yield str(has.unknown or counts.unknown)


def _comparable(
    node: EffectiveConfig, count: EffectiveConfig, resource: str
) -> tuple[EffectiveConfig, EffectiveConfig]:
    """Both without what is the same on both sides and cannot be known."""
    route: Route = ("kubeReserved", resource)
    listed = bool(node.config.get("reservedSystemCPUs")) and resource == "cpu"
    same = reservation.why_unknown(node, *route) is not None and route in count.unknown and not listed
    thresholds = [eviction.texts(one).get(eviction.MEMORY) for one in (node, count)]
    share = thresholds[0] == thresholds[1] and str(thresholds[0]).endswith("%")
    if not same and not share:
        return node, count
    return _without(node, route if same else (), share=share), _without(count, route if same else (), share=share)


def _without(node: EffectiveConfig, route: Route, *, share: bool) -> EffectiveConfig:
    config, facts = node.config, node.facts
    if share:
        config, facts = {**config, "evictionHard": {}}, facts._replace(eviction_is_whole=True)
    unknown = {key: why for key, why in node.unknown.items() if key != route}
    return node.with_(config=config, unknown=unknown, lost=(), facts=facts)


def amount(value: Quantity, resource: str) -> str:
    """An amount as people write it: `12458Mi`, `95690m`."""
    return str(value) if resource == "cpu" else quantity.binary(value.bytes)
