"""Hints: the sets of NUMA nodes with which a resource can be had, and which of them it prefers.

A resource has up to 2^n hints for n NUMA nodes. They are not listed before somebody asks for them.

Source: `pkg/kubelet/cm/topologymanager/topology_manager.go`, `bitmask`, 1.27 and later.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST_MASKS = 1 << 16
"""Sets of NUMA nodes that are looked at before it is said that this is too much: those of 16 nodes."""


class TooMany(Exception):
    """The answer depends on more combinations than are gone through here."""


class Hint(NamedTuple):
    """A set of NUMA nodes (None: any), and whether it is preferred."""

    mask: int | None
    preferred: bool


class Hints:
    """The hints of one resource.

    * `nodes`: the NUMA nodes whose sets are gone through, ascending; `smallest`: how many of them the amount needs when
      all is free; `fits`: whether a set of them is a hint. Without any hint the resource cannot be had.
    * `given`: the preferred sets, where these are not just the hints of `smallest` NUMA nodes.
    * `candidates`: the sets of a size that may fit, where these are fewer than all; `least`: the size of the smallest
      hint, where that is known without looking; `traces`: the hints cut down to some NUMA nodes, likewise.
    """

    __slots__ = ("_candidates", "_given", "_least", "_masks", "_preferred", "_traces", "fits", "nodes", "resource",
                 "smallest")  # fmt: skip

    def __init__(
        self,
        resource: str,
        nodes: Sequence[int],
        smallest: int,
        fits: Callable[[int], bool],
        given: Iterable[int] | None = None,
        candidates: Callable[[int], Iterator[int]] | None = None,
        least: Callable[[], int | None] | None = None,
        traces: Callable[[int], Iterator[int]] | None = None,
    ) -> None:
        self.resource, self.nodes, self.smallest, self.fits = resource, tuple(nodes), smallest, fits
        self._given = None if given is None else tuple(given)
        self._candidates = candidates
        self._least, self._traces = least, traces
        self._preferred = self._given
        self._masks: tuple[int, ...] | None = None

    @property
    def preferred(self) -> tuple[int, ...]:
        """The preferred sets. Raises TooMany."""
        if self._preferred is None:
            self._preferred = tuple(mask for mask in bounded(self.sized(self.smallest)) if self.fits(mask))
        return self._preferred

    def sized(self, size: int) -> Iterator[int]:
        """The sets of a size that may be hints."""
        return sized(self.nodes, size) if self._candidates is None else self._candidates(size)

    def prefers(self, mask: int) -> bool:
        """Whether a set is one of the preferred ones."""
        if self._given is not None:
            return mask in self._given
        return mask.bit_count() == self.smallest and mask & ~bits.of(self.nodes) == 0 and self.fits(mask)

    def masks(self) -> tuple[int, ...]:
        """All sets that are hints, in the kubelet's order. Raises TooMany."""
        if self._masks is None:
            if 1 << len(self.nodes) > MOST_MASKS:
                raise TooMany
            self._masks = tuple(
                mask
                for size in range(1, len(self.nodes) + 1)
                for mask in sorted(self.sized(size), key=bits.numbers)
                if self.fits(mask)
            )
        return self._masks

    def narrowest(self) -> int:
        """The number of NUMA nodes of the smallest hint, 0 where there is none. Raises TooMany."""
        known = self._least() if self._least else None
        if known is not None:
            return known
        every = (mask for size in range(1, len(self.nodes) + 1) for mask in self.sized(size))
        return next((mask.bit_count() for mask in bounded(every) if self.fits(mask)), 0)

    def traces(self, within: int) -> set[int]:
        """What the hints have of some NUMA nodes. Raises TooMany."""
        if self._traces is not None and 1 << len(self.nodes) > MOST_MASKS:
            return set(self._traces(within))
        return {mask & within for mask in self.masks()}


def bounded(masks: Iterable[int]) -> Iterator[int]:
    """Sets, as many as are gone through. Raises TooMany."""
    for number, mask in enumerate(masks):
        if number > MOST_MASKS:
            raise TooMany
        yield mask


def impossible(resource: str) -> Hints:
    """What a resource says of which there is not enough anywhere."""
    return Hints(resource, (), 0, lambda _mask: False, ())


def sized(nodes: Sequence[int], size: int) -> Iterator[int]:
    """The sets of so many nodes, in the kubelet's order."""
    for chosen in combinations(nodes, size):
        mask = 0
        for node in chosen:
            mask |= 1 << node
        yield mask


def all_masks(nodes: Sequence[int]) -> Iterator[int]:
    """All sets of nodes but the empty one, in the kubelet's order: small ones first."""
    for size in range(1, len(nodes) + 1):
        yield from sized(nodes, size)
