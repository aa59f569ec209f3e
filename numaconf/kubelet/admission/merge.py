"""The topology manager: hints of all resources become one, and the policy takes it or not.

The kubelet goes through every combination of one hint of each resource. Here the combinations are folded:

* A *preferred* result needs equal masks, all preferred: the intersection of the resources' preferred masks.
* Only best-effort looks at what else there is, and takes the mask that comes nearest to a number of NUMA nodes: the
  largest of the smallest sizes that the resources can do with. Which mask that is does not depend on the order in which
  combinations are met: of two that are equally near the better one always wins. So masks are tried from the best one
  on, and the first that some combination makes is the answer.

`walk` is the kubelet's own loop. It is the reference of the tests, and needed for distances with sparse NUMA node ids,
where the kubelet panics as soon as it compares two masks of the same size, and when that is depends on the order.

Source: `pkg/kubelet/cm/topologymanager/policy*.go`, `numa_info.go`, 1.27 and later (1.38 looks for preferred results
first and has the same answers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.hints import MOST_MASKS, Hint, Hints, TooMany, bounded, sized
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


SINGLE, RESTRICTED, BEST_EFFORT, NONE = "single-numa-node", "restricted", "best-effort", "none"


class Panic(Exception):
    """The kubelet crashes; the message is Go's."""


class Merger(NamedTuple):
    """A policy on a machine. `closest`: prefer-closest-numa-nodes."""

    policy: str
    everywhere: int
    closest: bool = False
    distances: dict[int, tuple[int, ...]] | None = None
    sparse: bool = False
    first_preferred: bool = False

    def merge(self, found: Sequence[Hints | None]) -> tuple[Hint, bool]:
        """The merged hint of some resources (None: one that does not care), and whether the policy admits it. The hint
        of what is not admitted is not worked out. Raises Panic, TooMany.
        """
        lists = [hints for hints in found if hints is not None]
        if self.policy == SINGLE:
            return self._single(lists)
        if self.sparse and self.closest:
            hint = self._walked(found)
            return hint, self.policy == BEST_EFFORT or hint.preferred
        mask = self._preferred(lists)
        if mask is not None:
            return Hint(mask, True), True
        if self.policy == RESTRICTED:
            return Hint(None, False), False
        return Hint(self._unpreferred(lists), False), True

    def _single(self, lists: list[Hints]) -> tuple[Hint, bool]:
        if not lists:
            return Hint(None, True), True
        for node in bits.numbers(self.everywhere):
            mask = 1 << node
            if all(hints.prefers(mask) for hints in lists):
                return Hint(None if mask == self.everywhere else mask, True), True
        return Hint(None, False), False

    def _preferred(self, lists: list[Hints]) -> int | None:
        """The best set that all resources prefer; None where there is none."""
        if not lists:
            return self.everywhere
        first, *others = sorted(lists, key=lambda hints: len(hints.nodes))
        if len({hints.smallest for hints in lists if hints._given is None}) > 1:
            return None
        common = [mask for mask in first.preferred if all(hints.prefers(mask) for hints in others)]
        return min(common, key=self.rank, default=None)

    def rank(self, mask: int) -> tuple[int, float, int]:
        """What makes one set better than another: few nodes, then near ones (if asked for), then low ids."""
        size = mask.bit_count()
        return size, self.distance(mask) if self.closest else 0.0, mask

    def distance(self, mask: int) -> float:
        """The average distance over all pairs of a set's nodes, each with itself too."""
        if self.distances is None:
            return 0.0
        inside = bits.numbers(mask)
        total = 0
        for node in inside:
            row = self.distances[node]
            for other in inside:
                # The kubelet takes the id for a place in the row.
                if other >= len(row):
                    raise Panic(f"index out of range [{other}] with length {len(row)}")
                total += row[other]
        return total / (len(inside) * len(inside))

    def _unpreferred(self, lists: list[Hints]) -> int:
        """The set that best-effort takes where no set is preferred by all resources."""
        lists = [hints for hints in lists if hints.nodes]
        sizes = [hints.narrowest() for hints in lists]
        lists = [hints for hints, size in zip(lists, sizes, strict=True) if size]
        if not lists:
            return self.everywhere
        wanted = max(sizes)
        if any(1 << len(hints.nodes) > MOST_MASKS for hints in lists):
            return self._projected(lists, wanted)
        nodes = bits.numbers(self.everywhere)
        looked = 0
        for size in (*range(wanted, 0, -1), *range(wanted + 1, len(nodes) + 1)):
            for mask in sorted(sized(nodes, size), key=self.rank):
                looked += 1
                if _reachable(mask, lists):
                    return mask
                if looked > MOST_MASKS:
                    raise TooMany
        return self.everywhere

    def _projected(self, lists: list[Hints], wanted: int) -> int:
        """The same where some resource has more sets than are gone through: the result has only NUMA nodes that all
        resources can have, so what the hints have of these is all that matters.
        """
        within = self.everywhere
        for hints in lists:
            within &= bits.of(hints.nodes)
        if len(lists) == 1:
            alone = (mask for mask in bounded(lists[0].sized(wanted)) if lists[0].fits(mask))
            return min(alone, key=self.rank)
        if 1 << within.bit_count() > MOST_MASKS:
            raise TooMany
        found = {within}
        for traces in sorted((hints.traces(within) for hints in lists), key=len):
            if len(found) * len(traces) > 1 << 22:
                raise TooMany
            found = {one & other for one in found for other in traces}
        found.discard(0)
        if not found:
            return self.everywhere

        def near(mask: int) -> tuple[int, object]:
            size = mask.bit_count()
            return (wanted - size if size <= wanted else 1024 + size), self.rank(mask)

        return min(found, key=near)

    def _walked(self, found: Sequence[Hints | None]) -> Hint:
        every = [as_list(hints) for hints in found]
        if not every:
            every = [[Hint(None, True)]]
        if self.first_preferred:
            best = walk([[hint for hint in hints if hint.preferred] for hints in every], self, only_preferred=True)
            if best is not None:
                return best
        best = walk(every, self)
        return best if best is not None else Hint(self.everywhere, False)


def as_list(hints: Hints | None) -> list[Hint]:
    """All hints of a resource, as the kubelet goes through them; one without NUMA nodes where it has no wish."""
    if hints is None:
        return [Hint(None, True)]
    preferred = frozenset(hints.preferred)
    return [Hint(mask, mask in preferred) for mask in hints.masks()] or [Hint(None, False)]


def _reachable(mask: int, lists: list[Hints]) -> bool:
    """Whether a set is the intersection of one hint of each resource."""
    rests = []
    exact = False
    for hints in lists:
        if mask & ~bits.of(hints.nodes) == 0 and hints.fits(mask):
            exact = True
            continue
        above = [other & ~mask for other in hints.masks() if other & mask == mask]
        if not above:
            return False
        rests.append(above)
    if exact:
        return True
    left = set(rests[0])
    for above in rests[1:]:
        left = {one & other for one in left for other in above}
        if 0 in left:
            return True
    return 0 in left


def walk(lists: Sequence[Sequence[Hint]], merger: Merger, *, only_preferred: bool = False) -> Hint | None:
    """The kubelet's loop over all combinations (`HintMerger.Merge`): the best merged hint, None where no combination
    gives any. `only_preferred`: combinations of different sets are left out, as 1.38 does at first.

    Raises Panic, and TooMany where there are more than a million combinations.
    """
    number = 1
    for hints in lists:
        number *= len(hints)
    if number > 1_000_000:
        raise TooMany
    wanted = max(
        (min((hint.mask.bit_count() for hint in hints if hint.mask is not None), default=0) for hints in lists),
        default=0,
    )
    best: Hint | None = None

    def step(place: int, mask: int, first: int | None, preferred: bool) -> None:
        nonlocal best
        if place == len(lists):
            best = _better(best, Hint(mask, preferred), wanted, merger)
            return
        for hint in lists[place]:
            same = hint.mask is None or first is None or hint.mask == first
            if only_preferred and not same:
                continue
            step(
                place + 1,
                mask if hint.mask is None else mask & hint.mask,
                hint.mask if first is None else first,
                preferred and hint.preferred and same,
            )

    step(0, merger.everywhere, None, True)
    return best


def _better(current: Hint | None, candidate: Hint, wanted: int, merger: Merger) -> Hint | None:
    """`HintMerger.compare`."""
    assert candidate.mask is not None
    if candidate.mask == 0:
        return current
    if current is None:
        return candidate
    assert current.mask is not None
    if current.preferred != candidate.preferred:
        return candidate if candidate.preferred else current
    if not current.preferred:
        old, new = current.mask.bit_count(), candidate.mask.bit_count()
        if old == wanted != new:
            return current
        if old < wanted:
            if new > wanted or new < old:
                return current
            if new > old:
                return candidate
    if candidate.mask == current.mask:
        return current
    sizes = candidate.mask.bit_count(), current.mask.bit_count()
    if sizes[0] != sizes[1]:
        return candidate if sizes[0] < sizes[1] else current
    return candidate if merger.rank(candidate.mask) < merger.rank(current.mask) else current
