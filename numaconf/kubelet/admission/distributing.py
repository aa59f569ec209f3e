"""distribute-cpus-across-numa: an equal share of the CPUs on each of as few NUMA nodes as possible.

Source: `takeByTopologyNUMADistributed` in `pkg/kubelet/cm/cpumanager/cpu_assignment.go`, 1.27 and later. With
align-by-socket 1.37 prefers NUMA nodes of one socket. 1.38 uses at least as many NUMA nodes as the hint has. Up to 1.37
the sets of NUMA nodes share memory, so that one that was chosen may have changed by the time it is used: `_Slice`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from numaconf.kubelet.admission.merge import Panic
from numaconf.kubelet.admission.taking import NotEnough, not_enough, packed
from numaconf.kubelet.admission.taking import Taker as _Taker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.kubelet.admission.layout import Layout


class _Slice:
    """A Go slice: some of the items of an array that others may write to as well."""

    __slots__ = ("array", "length")

    def __init__(self, array: list[int], length: int) -> None:
        self.array, self.length = array, length

    def append(self, item: int) -> _Slice:
        """In place where the array has room, else in a copy of twice the size."""
        array = self.array
        if self.length == len(array):
            array = [*array, *[0] * max(1, len(array))]
        array[self.length] = item
        return _Slice(array, self.length + 1)

    def items(self) -> list[int]:
        """The items as they are now."""
        return self.array[: self.length]


def _each(items: Sequence[int], size: int, minor: int, visit: Callable[[_Slice], bool]) -> None:
    """Call `visit` with every combination of so many items until it returns True."""
    if size < 1:
        return

    def step(left: int, start: int, chosen: _Slice) -> bool:
        if left == 0:
            return visit(_Slice(chosen.items(), chosen.length) if minor >= 38 else chosen)
        return any(
            step(left - 1, place + 1, chosen.append(items[place])) for place in range(start, len(items) - left + 1)
        )

    step(size, 0, _Slice([], 0))


def _balance(left: dict[int, int]) -> float:
    """The standard deviation, rounded as the kubelet rounds it."""
    values = list(left.values())
    mean = _round(sum(values) / len(values))
    return _round(math.sqrt(sum((value - mean) * (value - mean) for value in values) / len(values)))


def _round(value: float) -> float:
    """To three decimals, halves away from zero (Go's `math.Round`)."""
    return math.floor(value * 1000 + 0.5) / 1000


def distributed(
    layout: Layout,
    free: int,
    count: int,
    minor: int,
    *,
    group: int = 1,
    spread: bool = False,
    by_socket: bool = False,
    at_least: int = 0,
) -> int:
    """`count` of the free CPUs, in groups of `group` CPUs. `at_least`: NUMA nodes of the hint (1.38). Raises NotEnough,
    and Panic where this kubelet would never come back.
    """

    def take(from_cpus: int, number: int) -> int:
        return packed(layout, from_cpus, number, minor, spread=spread)

    if count % group:
        return take(free, count)
    if count < 1:
        return 0
    if count > free.bit_count():
        raise NotEnough(not_enough(count, free.bit_count(), minor))
    nodes = _Taker(layout, free, count, minor, spread=spread).nodes()
    for number in _sizes(layout, free, count, group, at_least if minor >= 38 else 0):
        best = _Search(layout, free, count, group, nodes, minor, by_socket=by_socket and minor >= 37).best(number)
        if best is not None:
            return _hand_out(layout, free, count, group, best, minor, take)
    return take(free, count)


def _sizes(layout: Layout, free: int, count: int, group: int, at_least: int) -> range:
    """How many NUMA nodes to try, fewest first."""
    groups_per_node = (-(-layout.number // group) - 1) // len(layout.node_cpus) + 1
    groups = -(-count // group)
    low, high = (groups - 1) // groups_per_node + 1, min(groups, layout.nodes_of(free).bit_count())
    if low < at_least <= high:
        low = at_least
    return range(low, high + 1)


class _Search:
    """The best combination of NUMA nodes of one size."""

    def __init__(
        self, layout: Layout, free: int, count: int, group: int, nodes: list[int], minor: int, *, by_socket: bool
    ) -> None:
        self.layout, self.count, self.group, self.nodes, self.minor = layout, count, group, nodes, minor
        self.by_socket = by_socket
        self.free = {node: (layout.node_cpus[node] & free).bit_count() for node in nodes}
        self.balance, self.one_socket = math.inf, False
        self.combination: _Slice | None = None
        self.rest: _Slice | None = None

    def best(self, number: int) -> tuple[list[int], list[int]] | None:
        """The NUMA nodes that each give a share, and those that give what is left over."""
        _each(self.nodes, number, self.minor, self._try)
        if self.combination is None:
            return None
        return self.combination.items(), self.rest.items() if self.rest else []

    def _try(self, chosen: _Slice) -> bool:
        if self.balance == 0 and (not self.by_socket or self.one_socket):
            return True
        combination, free, group = chosen.items(), self.free, self.group
        if sum(free[node] for node in combination) < self.count:
            return False
        if sum(free[node] // group for node in combination) * group < self.count:
            return False
        share = self.count // len(combination) // group * group
        if self.by_socket:
            share = min(share, *(free[node] // group * group for node in combination))
        if any(free[node] < share for node in combination):
            return False
        left = {node: free[node] - share if node in combination else free[node] for node in self.nodes}
        balance, rest = self._left_over(left, combination, self.count - share * len(combination))
        one_socket = self.by_socket and self._in_one_socket(combination)
        better = one_socket if one_socket != self.one_socket else balance < self.balance
        if better:
            self.balance, self.combination, self.rest, self.one_socket = balance, chosen, rest, one_socket
        return False

    def _left_over(self, left: dict[int, int], combination: list[int], remainder: int) -> tuple[float, _Slice | None]:
        """The best balance, and which nodes give the remainder for it."""
        if remainder == 0:
            return _balance(left), None
        best, chosen = math.inf, None
        group = self.group

        def visit(subset: _Slice) -> bool:
            nonlocal best, chosen
            members = subset.items()
            whole = (
                [left[node] // group * group for node in members] if self.minor >= 38 else [left[n] for n in members]
            )
            if sum(whole) < remainder:
                return False
            after, rest = dict(left), remainder
            while rest > 0:
                before = rest
                for node in members:
                    if rest == 0:
                        break
                    if after[node] >= group:
                        after[node] -= group
                        rest -= group
                if rest == before:
                    raise Panic("the kubelet hangs while it distributes CPUs (k/k 140730)")
            balance = _balance(after)
            if balance < best:
                best, chosen = balance, subset
            return False

        able = [node for node in combination if left[node] >= group]
        for size in range(len(able), 0, -1):
            _each(able, size, self.minor, visit)
        return best, chosen

    def _in_one_socket(self, combination: list[int]) -> bool:
        sockets = {
            number
            for number, cpus in self.layout.sockets.items()
            for node in combination
            if cpus & self.layout.node_cpus[node]
        }
        return len(sockets) <= 1


def _hand_out(
    layout: Layout,
    free: int,
    count: int,
    group: int,
    best: tuple[list[int], list[int]],
    minor: int,
    take: Callable[[int, int], int],
) -> int:
    combination, rest = best
    share = count // len(combination) // group * group
    if minor >= 37:
        share = min(share, *((layout.node_cpus[node] & free).bit_count() // group * group for node in combination))
    taken, needed = 0, count
    for node in combination:
        try:
            cpus = take(layout.node_cpus[node] & free & ~taken, share)
        except NotEnough:
            cpus = 0
        taken |= cpus
        needed -= cpus.bit_count()
    remainder = count - share * len(combination)
    while remainder > 0:
        before = remainder
        for node in rest:
            if remainder == 0:
                break
            available = layout.node_cpus[node] & free & ~taken
            if available.bit_count() < group:
                continue
            cpus = take(available, group)
            taken |= cpus
            needed -= cpus.bit_count()
            remainder -= group
        if remainder == before:
            raise Panic("the kubelet hangs while it distributes CPUs (k/k 140730)")
    if needed:
        amount = "not enough" if needed > 0 else "too many"
        raise NotEnough(f"accounting error, {amount} CPUs allocated, remaining: {needed}")
    return taken
