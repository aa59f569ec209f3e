"""Which maps and lists lines make together: by how each of them is built, whatever its value is.

Files of one kind have their keys in one order, so what lines of some forms make is found out once, and every further
file is put together by it.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Lines = Sequence[tuple["Form", Any]]
    Build = Callable[[Sequence[Any]], dict[str, Any] | list[Any]]

LONGEST = 300
"""Lines. The shape of a longer text is found out each time: it would take much memory, and hardly comes again."""


class Form:
    """How a line is built: the blanks before it, which compare as their number does; its dash, with the blanks behind;
    its key; and what stands there: nothing, a `"value"`, or an empty map (`"{"`) or list (`"["`). Lines that are built
    alike have the same one.
    """

    __slots__ = ("column", "dash", "holds", "key")

    def __init__(self, column: str, dash: str, key: str, holds: str) -> None:
        self.column, self.dash, self.key, self.holds = column, dash, key, holds


form = lru_cache(4096)(Form)

OTHER, EMPTY = Form("", "", "", "other"), Form("", "", "", "empty")
"""Of a line that is not of any form here, and of one that says nothing: a comment, an empty one."""


class Shape:
    """The maps and lists of a text, the inner ones first, each with where it is put among the values; the last is the
    text's own map.
    """

    __slots__ = ("_more", "_parts")

    def __init__(self, parts: tuple[tuple[int, Build], ...], more: int) -> None:
        self._parts, self._more = parts, [None] * more

    def filled(self, lines: Lines) -> dict[str, Any]:
        """The text's map, from its lines: the form of each and its value."""
        held = [*map(_VALUE, lines), *self._more]
        for slot, build in self._parts:
            held[slot] = build(held)
        return held[-1]  # type: ignore[no-any-return]


_VALUE = itemgetter(1)


class _Open:
    """A map or a list while its lines come. `slots`: where what it holds stands among the values."""

    __slots__ = ("at", "is_list", "keys", "slot", "slots")

    def __init__(self, slot: int, at: str, *, is_list: bool) -> None:
        self.slot, self.at, self.is_list = slot, at, is_list
        self.keys: dict[str, None] = {}
        self.slots: list[int] = []

    def build(self) -> Build:
        """The function that makes it of the values; of one or two of them in a third of the time that more take."""
        slots, keys = self.slots, tuple(self.keys)
        if self.is_list:
            return lambda held: [held[at] for at in slots]
        match slots:
            case []:
                return lambda _: {}
            case [first]:
                return lambda held: {keys[0]: held[first]}
            case [first, second]:
                return lambda held: {keys[0]: held[first], keys[1]: held[second]}
        pick = itemgetter(*slots)
        return lambda held: dict(zip(keys, pick(held)))  # noqa: B905  the check would take a third of the time


def shape(forms: tuple[Form, ...]) -> Shape | None:
    """What lines make that are built in these ways; None where they are not plainly one map."""
    return _known(forms) if len(forms) <= LONGEST else _shape(forms)


def _shape(forms: Sequence[Form]) -> Shape | None:
    """Each line is put into the collection that its column belongs to. A value's slot is its line; a map that is an
    element of a list has one of those behind all lines, and so has the text's own map, the last.
    """
    if OTHER in forms:
        return None
    more = len(forms)
    here = root = _Open(-1, "", is_list=False)  # the innermost open collection
    opened, above = [root], []  # all of them, and those around it
    waiting: int | None = None  # the line of the key in `here` whose value may follow on the lines below it
    for line, one in enumerate(forms):
        if one is EMPTY:
            continue
        column, dash, key = one.column, one.dash, one.key
        if dash:
            if waiting is not None and column >= here.at:
                above.append(here)
                here = _Open(waiting, column, is_list=True)
                opened.append(here)
            else:
                while here.at > column:
                    here = above.pop()
                if here.at != column or not here.is_list:
                    return None
            if key:
                here.slots.append(more)
                above.append(here)
                here = _Open(more, column + " " * len(dash), is_list=False)
                opened.append(here)
                more += 1
        elif column != here.at or here.is_list:
            if column > here.at:
                if waiting is None:
                    return None
                above.append(here)
                here = _Open(waiting, column, is_list=False)
                opened.append(here)
            else:
                while here.at > column or (here.is_list and here.at == column):
                    here = above.pop()
                if here.at != column:
                    return None
        if key in here.keys:
            return None
        here.slots.append(line)
        if key:
            here.keys[key] = None
        if one.holds in {"{", "["}:
            opened.append(_Open(line, column, is_list=one.holds == "["))
        waiting = None if one.holds else line
    parts = tuple((each.slot, each.build()) for each in reversed(opened))
    return Shape(parts, more + 1 - len(forms)) if root.keys else None


_known = lru_cache(128)(_shape)
