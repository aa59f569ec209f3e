"""Which maps and lists lines make together: by how each of them is built, whatever its value is.

Files of one kind have their keys in one order, so what lines of some forms make is found out once, and every further
file is put together by it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Lines = Sequence[tuple["Form", Any]]
    Build = Callable[[Lines], dict[str, Any]]

LONGEST = 300
"""Lines. The shape of a longer text is found out each time: it would take much memory, and hardly comes again."""

OFTEN, MOST_WRITTEN = 16, 60
"""Texts of a shape before it is written as an expression, which takes ten times as long as to fill it; and the
maps and lists in one, which may all stand in each other.
"""


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
    """The maps and lists of a text, the inner ones first; the last is the text's own map. For each: where it is put
    among the values, its keys (None of a list), and where what it holds stands among them.
    """

    __slots__ = ("_left", "_more", "_parts", "_written")

    def __init__(self, opened: Sequence[_Open], more: int) -> None:
        self._parts = tuple((one.slot, None if one.is_list else tuple(one.keys), one.slots) for one in reversed(opened))
        self._more = [None] * more
        self._left = OFTEN if len(opened) <= MOST_WRITTEN else -1
        self._written: Build | None = None

    def filled(self, lines: Lines) -> dict[str, Any]:
        """The text's map, from its lines: the form of each and its value."""
        if self._written is not None:
            return self._written(lines)
        self._left -= 1
        if not self._left:
            self._written = self._write()
        held = [*(value for _, value in lines), *self._more]
        for slot, keys, slots in self._parts:
            inner = [held[at] for at in slots]
            held[slot] = inner if keys is None else dict(zip(keys, inner, strict=True))
        return held[-1]  # type: ignore[no-any-return]

    def _write(self) -> Build:
        """The same as one expression, `{k[0]: v[0][1], k[1]: [v[3][1]]}`, which takes a third of the time. It has
        numbers only: no word of a file is in it.
        """
        texts: dict[int, str] = {}
        names: list[str] = []
        for slot, keys, slots in self._parts:
            inner = [texts.get(at) or f"v[{at}][1]" for at in slots]
            if keys is None:
                texts[slot] = f"[{','.join(inner)}]"
            else:
                pairs = (f"k[{number}]:{one}" for number, one in enumerate(inner, len(names)))
                texts[slot] = f"{{{','.join(pairs)}}}"
                names += keys
        written: Build = eval(f"lambda k: lambda v: {texts[-1]}")(names)  # noqa: S307
        return written


class _Open:
    """A map or a list while its lines come. `slots`: where what it holds stands among the values."""

    __slots__ = ("at", "is_list", "keys", "slot", "slots")

    def __init__(self, slot: int, at: str, *, is_list: bool) -> None:
        self.slot, self.at, self.is_list = slot, at, is_list
        self.keys: dict[str, None] = {}
        self.slots: list[int] = []


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
    return Shape(opened, more + 1 - len(forms)) if root.keys else None


_known = lru_cache(128)(_shape)
