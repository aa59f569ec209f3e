"""Many literal texts looked for in a long one, in one pass."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONG = 100_000
"""Characters from which on one pass is faster than a search for each text."""

_LEAST, _TELLING, _MOST = 4, 6, 12
"""Characters behind a space by which a text is looked for: at least, so many that it is one of few, and at most."""


class Needles:
    """Texts to be looked for in others.

    A search for each of some hundred texts takes a second in 16 MiB. Most of them have a space, and of eight characters
    of a log only one is a space: so the pass stops at spaces, and asks what stands behind.
    """

    def __init__(self, needles: Iterable[str]) -> None:
        self._all = sorted(set(needles))
        self._spaceless: list[str] = []
        self._by_key: dict[str, list[tuple[int, str]]] = {}
        keys = {needle: needle[_space(needle) + 1 :][:_MOST] for needle in self._all}
        # A key that others begin with stands for them too: a short one ("the ") would for too many.
        begun = {one for one, other in pairwise(sorted(set(keys.values()))) if other.startswith(one)}
        group = " "
        for key, needle in sorted((key, needle) for needle, key in keys.items()):
            if len(key) < _LEAST or (len(key) < _TELLING and key in begun):
                self._spaceless.append(needle)
                continue
            group = group if key.startswith(group) else key
            self._by_key.setdefault(group, []).append((_space(needle), needle))
        self._at_spaces: re.Pattern[str] | None = None

    def places(self, text: str) -> dict[str, list[int]]:
        """Where the texts are: of each that is there its places, in their order."""
        found: dict[str, list[int]] = {}
        if len(text) < _LONG:
            _find(text, self._all, found)
            return found
        if self._at_spaces is None:
            self._at_spaces = re.compile(f" (?=({_alternatives(list(self._by_key))}))")
        by_key = self._by_key
        for hit in self._at_spaces.finditer(text) if by_key else ():
            for space, needle in by_key[hit[1]]:
                start = hit.start() - space
                if start >= 0 and text.startswith(needle, start):
                    found.setdefault(needle, []).append(start)
        _find(text, self._spaceless, found)
        return found


def _space(needle: str) -> int:
    """The first space; without one the end, behind which there is nothing."""
    return needle.find(" ") if " " in needle else len(needle)


def _find(text: str, needles: Iterable[str], found: dict[str, list[int]]) -> None:
    for needle in needles:
        if needle in text:
            found[needle] = list(_places(text, needle))


def _places(text: str, needle: str) -> Iterator[int]:
    start = text.find(needle)
    while start >= 0:
        yield start
        start = text.find(needle, start + 1)


def _alternatives(words: list[str]) -> str:
    """A pattern for one of the words, none of which begins with another, that compares no character twice."""
    if len(words) == 1:
        return re.escape(words[0])
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(
        re.escape(first) + (f"(?:{inner})" if "|" in (inner := _alternatives(rest)) else inner)
        for first, rest in groups.items()
    )
