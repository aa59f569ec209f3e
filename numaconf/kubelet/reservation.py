"""What a node keeps back: memory, CPU, and what is left for pods (node allocatable).

Source: `pkg/kubelet/cm` (`node_container_manager_linux.go`, `helpers.go`, `cpumanager/cpu_manager.go`) and `run` and
`parseResourceList` in `cmd/kubelet/app/server.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset, eviction, quantity
from numaconf.kubelet.effective import origin_at, remembered
from numaconf.kubelet.quantity import ZERO, Quantity
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig, Origin

RESOURCES = ("cpu", "memory", "ephemeral-storage", "pid")
"""What kubeReserved and systemReserved may name."""

ROUNDED_SINCE = 37
"""From this minor CPU reservations are rounded to the nearest thousandth of a CPU while they are parsed."""
HUGE_KEPT_SINCE = 38
"""From this minor amounts beyond an int64 of micro-CPU are kept as they are written; 1.37 makes any number of them."""


_MILLI = quantity.NANO // 1000

_ORDER = {"systemReserved": 0, "kubeReserved": 1, "evictionHard": 2}


class Part:
    """One summand: its field (`kubeReserved`), its exact amount, and its place in a configuration.

    It holds the configuration's origins only: configurations remember their summands, and what refers back to a
    configuration would keep it, with its document, until Python looks for cycles.
    """

    __slots__ = ("amount", "field", "origins", "route")

    def __init__(self, field: str, amount: Quantity, origins: dict[Route, Origin], route: Route) -> None:
        self.field, self.amount, self.origins, self.route = field, amount, origins, route

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return origin_at(self.origins, self.route)

    def __str__(self) -> str:
        default = {"kubelet-default": " by default", "platform-default": " by the platform"}
        return f"{self.field} {self.amount}{default.get(self.origin.kind, '')}"


def _together(parts: tuple[Part, ...]) -> str:
    """`kubeReserved 2Gi + evictionHard 100Mi by default`, and how the platform comes to its amounts."""
    notes = dict.fromkeys(part.origin.note for part in parts if part.origin.kind == "platform-default")
    return "; ".join(filter(None, (" + ".join(map(str, parts)) or "nothing is reserved", *notes)))


_Term = tuple[str, Quantity, "dict[Route, Origin]", "Route"]
"""What a Part is made of."""


class MemoryReservation:
    """Memory that the node keeps back.

    `known` is the exact sum of `parts` that are known, a lower bound; `amount` the exact whole, None with `unknown`
    (why it cannot be known) or when a part is illegal, which rules of its own say. Negative amounts are illegal.
    """

    __slots__ = ("_terms", "amount", "known", "unknown")

    def __init__(self, terms: list[_Term], known: Quantity, amount: Quantity | None, unknown: str | None) -> None:
        self._terms, self.known, self.amount, self.unknown = terms, known, amount, unknown

    @property
    def parts(self) -> tuple[Part, ...]:
        """The summands that are known, without zeros: made when something is said about them."""
        return tuple(Part(*term) for term in self._terms)

    @property
    def total(self) -> int | None:
        """The whole in bytes, rounded up."""
        return None if self.amount is None else self.amount.bytes

    def _part(self, field: str) -> int | None:
        found = next((part.amount.bytes for part in self.parts if part.field == field), None)
        return 0 if found is None and self.amount is not None else found

    @property
    def kube(self) -> int | None:
        """`kubeReserved.memory` in bytes."""
        return self._part("kubeReserved")

    @property
    def system(self) -> int | None:
        """`systemReserved.memory` in bytes."""
        return self._part("systemReserved")

    @property
    def eviction(self) -> int | None:
        """`evictionHard["memory.available"]` in bytes."""
        return self._part("evictionHard")

    def __str__(self) -> str:
        return _together(self.parts)


class CpuReservation:
    """CPU that the node keeps back.

    `amount` is what node allocatable subtracts; `whole` how many whole CPUs the static policy withholds; `cpus` the
    list of reservedSystemCPUs, which replaces the amounts. All None with `unknown`, or where a part is illegal.
    """

    __slots__ = ("_terms", "amount", "cpus", "unknown")

    def __init__(
        self,
        terms: list[_Term],
        amount: Quantity | None,
        cpus: frozenset[int] | None = None,
        unknown: str | None = None,
    ) -> None:
        self._terms, self.amount, self.cpus, self.unknown = terms, amount, cpus, unknown

    @property
    def parts(self) -> tuple[Part, ...]:
        """The summands that are known, without zeros: made when something is said about them."""
        return tuple(Part(*term) for term in self._terms)

    @property
    def milli(self) -> int | None:
        """Milli-CPU, rounded up."""
        return None if self.amount is None else self.amount.milli

    @property
    def whole(self) -> int | None:
        """Whole CPUs, rounded up from milli-CPU, so that anything above zero counts as one; None where milli-CPU
        overflow an int64, and the kubelet takes whatever comes out.
        """
        milli = self.milli
        return None if milli is None or milli >= 2**63 else -(-milli // 1000)

    def __str__(self) -> str:
        return _together(self.parts)


def why_unknown(node: EffectiveConfig, *route: str | int) -> str | None:
    """Why the value at a route, or something that it is part of, cannot be known here; None when it is known."""
    return _why(node.unknown, route) if node.unknown else None


def _why(unknown: dict[Route, str], route: Route) -> str | None:
    return next((why for length in range(len(route) + 1) if (why := unknown.get(route[:length]))), None)


def machine_name(node: EffectiveConfig) -> str:
    """How to speak of the machine."""
    return node.machine.name if node.machine and node.machine.name else "the machine"


def no_machine(node: EffectiveConfig, what: str) -> str:
    """Why something cannot be said: no machine is known, or not `what` of it."""
    return f"{what} of {machine_name(node)} unknown" if node.machine else "machine unknown"


@remembered
def memory(node: EffectiveConfig) -> MemoryReservation:
    """`kubeReserved.memory + systemReserved.memory + evictionHard["memory.available"]`, exact."""
    terms, unknown, legal = _reserved(node, "memory")
    open_ = why_unknown(node, "evictionHard", eviction.MEMORY) if node.unknown else None
    unknown = unknown or open_
    text = None if node.facts.ignores_eviction or open_ else eviction.threshold(node, eviction.MEMORY)
    if text is not None:
        try:
            threshold = eviction.parse(eviction.MEMORY, text)
        except eviction.EvictionError:
            threshold, legal = None, False
        if isinstance(threshold, float):
            capacity = node.machine.memory_capacity if node.machine else None
            if capacity is None:
                what = f"memory capacity of {node.machine.name} unknown" if node.machine else "machine unknown"
                unknown = unknown or f"{what}: evictionHard memory.available is {text} of it"
                threshold = None
            else:
                threshold = eviction.of_capacity(threshold, capacity)
        if threshold is not None:
            given = eviction.is_given(node, eviction.MEMORY)
            origins: dict[Route, Origin] = node.origins if given else {(): eviction.DEFAULT}
            terms.append(("evictionHard", threshold, origins, _THRESHOLD))
    known = _sum(terms)
    return MemoryReservation(terms, known, known if legal and unknown is None else None, unknown)


_THRESHOLD: Route = ("evictionHard", eviction.MEMORY)


@remembered
def cpu(node: EffectiveConfig) -> CpuReservation:
    """`kubeReserved.cpu + systemReserved.cpu`, or the number of CPUs in reservedSystemCPUs."""
    unknown = why_unknown(node, "reservedSystemCPUs") if node.unknown else None
    listed = node.config.get("reservedSystemCPUs")
    if listed and unknown is None:
        try:
            cpus = cpuset.parse(listed)
        except cpuset.CpuSetError:
            return CpuReservation([], None)
        amount = Quantity(len(cpus) * quantity.NANO)
        return CpuReservation([("reservedSystemCPUs", amount, node.origins, ("reservedSystemCPUs",))], amount, cpus)
    terms, without, legal = _reserved(node, "cpu")
    if _are_rounded(terms) and node.kubernetes.minor >= ROUNDED_SINCE:
        amounts = [amount for _, amount, *_ in terms]
        legal = legal and (node.kubernetes.minor >= HUGE_KEPT_SINCE or not any(map(_is_huge, amounts)))
        terms = [
            (field, amount if _is_huge(amount) else _to_milli(amount), origins, route)
            for field, amount, origins, route in terms
        ]
    unknown = unknown or without
    return CpuReservation(terms, _sum(terms) if legal and unknown is None else None, None, unknown)


def _sum(terms: list[_Term]) -> Quantity:
    """Added up. The sum prints as the first that is not zero, in the kubelet's order: systemReserved first."""
    nano, form = 0, terms[0][1].format if terms else ZERO.format
    for _, amount, _, _ in terms:
        if amount.format != form:
            return sum((amount for _, amount, *_ in sorted(terms, key=lambda term: _ORDER[term[0]])), ZERO)
        nano += amount.nano
    return Quantity(nano, form, nano % quantity.NANO == 0)


def _are_rounded(terms: list[_Term]) -> bool:
    """Whether rounding makes another amount of one of them, or some number where it overflows."""
    for _, amount, _, _ in terms:  # noqa: SIM110  a generator takes longer than all of this
        if amount.nano % _MILLI or _is_huge(amount):
            return True
    return False


def _is_huge(amount: Quantity) -> bool:
    """Whether an amount of micro-CPU is beyond an int64."""
    return amount.nano >= 2**63 * 1000


def _to_milli(amount: Quantity) -> Quantity:
    """Rounded to milli-CPU as the kubelet does it: up to micro-CPU, then to the nearest milli-CPU."""
    micro = -(-amount.nano // 1000)
    return Quantity((micro + 500) // 1000 * 1_000_000, amount.format)


def _reserved(node: EffectiveConfig, resource: str) -> tuple[list[_Term], str | None, bool]:
    """The terms of a resource in kubeReserved and systemReserved, why one is unknown, and whether all are legal."""
    terms: list[_Term] = []
    unknown, legal = None, True
    for field in ("kubeReserved", "systemReserved"):
        if node.unknown:
            unknown = unknown or why_unknown(node, field, resource)
        reserved = node.config.get(field)
        text = reserved.get(resource) if isinstance(reserved, dict) else None
        if text is None:
            continue
        try:
            amount = quantity.parse(text)
        except quantity.QuantityError:
            legal = False
            continue
        legal = legal and amount.nano >= 0
        if amount.nano:
            terms.append((field, amount, node.origins, (field, resource)))
    return terms, unknown, legal


class Allocatable(NamedTuple):
    """What the node offers to pods: bytes of memory, milli-CPU. None: cannot be known."""

    memory: int | None
    milli_cpu: int | None


def allocatable(node: EffectiveConfig) -> Allocatable:
    """Capacity less reservations and, for memory, less all hugepages of the machine (never below zero)."""
    machine = node.machine
    kept, cpus = memory(node).amount, cpu(node).amount
    left = milli = None
    if machine is not None and kept is not None and machine.memory_capacity is not None:
        pools = [pool.hugepages for pool in machine.nodes or ()]
        if machine.nodes is not None and None not in pools:
            pages = sum(size * count for pool in pools for size, count in (pool or {}).items())
            left = max(0, max(0, machine.memory_capacity - kept.bytes) - pages)
    if machine is not None and cpus is not None and machine.cpu_count is not None:
        milli = max(0, machine.cpu_count * 1000 - cpus.milli)
    return Allocatable(left, milli)
