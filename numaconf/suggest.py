"""The one place that answers a misspelt word: did you mean …?"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import ParamSpec, TypeVar

    Given = ParamSpec("Given")
    Answer = TypeVar("Answer")

LONGEST = 100
"""Characters. Nobody misspells a longer word, and comparing takes the square of the length."""


MOST = 50
"""Words of one file that are answered. Nobody misspells more."""


class _Asked:
    """The words that were asked for within `bounded`, and how many may be; None: any number."""

    words: ClassVar[set[str]] = set()
    most: int | None = None


def bounded(most: int) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Makes of a function one within which so many different words are answered only; for others there is no
    suggestion.
    """

    def decorate(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(function)
        def call(*given: Given.args, **named: Given.kwargs) -> Answer:
            before = _Asked.words, _Asked.most
            _Asked.words, _Asked.most = set(), most
            try:
                return function(*given, **named)
            finally:
                _Asked.words, _Asked.most = before

        return call

    return decorate


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that was probably meant: the same in another letter case, else the closest; or nothing."""
    return next(iter(several(word, known, 1, cutoff)), "")


def several(word: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6) -> list[str]:
    """At most `most` known words that may have been meant, the closest first."""
    if len(word) > LONGEST:
        return []
    if _Asked.most is not None and word not in _Asked.words:
        if len(_Asked.words) >= _Asked.most:
            return []
        _Asked.words.add(word)
    return list(_several(word.casefold(), tuple(known), most, cutoff))


@lru_cache(4096)
def _several(word: str, known: tuple[str, ...], most: int, cutoff: float) -> tuple[str, ...]:
    from difflib import get_close_matches

    folded, letters = _folded(known)
    own, length = _letters(word), len(word)
    # A letter that only one of two words has is in no match, and the ratio is 1 less the share of such letters or less.
    possible = [
        one
        for one, others in zip(folded, letters, strict=True)
        if (own ^ others).bit_count() <= (1 - cutoff) * (length + len(one)) + 1e-9
    ]
    return tuple(folded[one] for one in get_close_matches(word, possible, most, cutoff)) if possible else ()


@lru_cache(64)
def _folded(known: tuple[str, ...]) -> tuple[dict[str, str], tuple[int, ...]]:
    """The known words by what they are in one letter case, and the letters of each."""
    folded = {one.casefold(): one for one in known}
    return folded, tuple(map(_letters, folded))


def _letters(word: str) -> int:
    """A bit for each letter of a word; some share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 127)
    return bits


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A question with the nearest known word, or `otherwise`."""
    found = nearest(word, known)
    return f"did you mean {found}?" if found else otherwise
