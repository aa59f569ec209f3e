"""The one place that answers a misspelt word: did you mean …?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 100
"""Characters. Nobody misspells a longer word, and comparing takes the square of the length."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that was probably meant: the same in another letter case, else the closest; or nothing."""
    return next(iter(several(word, known, 1, cutoff)), "")


def several(word: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6) -> list[str]:
    """At most `most` known words that may have been meant, the closest first."""
    if len(word) > LONGEST:
        return []
    from difflib import get_close_matches

    folded = {one.casefold(): one for one in known}
    return [folded[one] for one in get_close_matches(word.casefold(), list(folded), most, cutoff)]


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A question with the nearest known word, or `otherwise`."""
    found = nearest(word, known)
    return f"did you mean {found}?" if found else otherwise
