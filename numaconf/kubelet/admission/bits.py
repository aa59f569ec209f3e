"""Sets of small numbers as integers: bit n is member n."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def of(members: Iterable[int]) -> int:
    """The set of some numbers."""
    found = 0
    for member in members:
        found |= 1 << member
    return found


def members(bits: int) -> list[int]:
    """The members, ascending."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


@lru_cache(4096)
def numbers(bits: int) -> tuple[int, ...]:
    """The members of a set that is asked for often, ascending."""
    return tuple(members(bits))


def lowest(bits: int, count: int) -> int:
    """The `count` lowest members (all, where there are fewer)."""
    found = 0
    while bits and count > 0:
        low = bits & -bits
        found |= low
        bits ^= low
        count -= 1
    return found
