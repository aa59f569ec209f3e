"""Where values stand in YAML that `yaml_lines` has read, found by lines as it was read. The places are those that
`yaml_places` gives for the same text.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from numaconf.documents.yaml import lines as yaml_lines
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.documents.text import Style

    Extent = tuple[int, int]


class Place(NamedTuple):
    """Start and end of a value and of its key (None for an element of a list, and for the root), as offsets in the
    text. `missing`: there is none at the route, this is its nearest parent's.
    """

    value: Extent
    key: Extent | None = None
    style: Style = "collection"
    missing: bool = False


class _Block(NamedTuple):
    """The lines from `start` up to `end`, of a map whose keys stand at `column`, or of a list whose dashes do."""

    start: int
    end: int
    column: int
    is_list: bool


_Held = tuple[int, _Block | None]
"""What a key or an element holds: its line, and the map or list there; None for what stands on that line alone."""


class Places:
    """The places in a text that `yaml_lines` has read. What a map or a list holds is looked up once: there can be as
    many questions as keys. A line is taken apart for a place on it.
    """

    __slots__ = ("_held", "_lines", "_root", "_text")

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, yaml_lines.content(text)
        self._root = _Block(0, len(self._lines), 0, is_list=False)
        self._held: dict[Route, dict[str | int, _Held]] = {}

    def find(self, route: Route) -> Place:
        """The place of a route."""
        found: _Held = -1, self._root
        above: _Block | None = None
        for length, step in enumerate(route):
            block = found[1]
            held = self._held.get(route[:length])
            if held is None:
                held = self._held[route[:length]] = self._inside(block) if block else {}
            inner = held.get(step if block and block.is_list else str(step))
            if inner is None:
                return self._place(found, above)._replace(missing=True)
            found, above = inner, block
        return self._place(found, above)

    def _place(self, held: _Held, above: _Block | None) -> Place:
        """The place of what a map or list holds; of the root without one."""
        number, block = held
        key = self._key(number) if above and not above.is_list else None
        if block:
            start, form = self._lines[block.start]
            start += len(form.column) + (0 if block.is_list else len(form.dash))
            return Place((start, self._end(block.end - 1)), key)
        line = yaml_lines.taken_apart(self._text, self._lines[number][0])
        if line["word"]:
            return Place(line.span("word"), key, "plain")
        if line["delimited"]:
            style: Style = "quoted" if line["delimited"][0] in "\"'" else "collection"
            return Place(line.span("delimited"), key, style)
        end = self._end(number)
        return Place((end, end), key, "plain")

    def _key(self, number: int) -> Extent:
        start, form = self._lines[number]
        start += len(form.column) + len(form.dash)
        return start, start + len(form.key)

    def _end(self, number: int) -> int:
        """Where the last thing on a line ends; of a key alone its colon."""
        line = yaml_lines.taken_apart(self._text, self._lines[number][0])
        return max(line.end("word"), line.end("delimited"), line.end("key") + 1)

    def _inside(self, block: _Block) -> dict[str | int, _Held]:
        """What the keys of a map hold, or the elements of a list."""
        return self._elements(block) if block.is_list else self._entries(block)

    def _entries(self, map_: _Block) -> dict[str | int, _Held]:
        lines, column = self._lines, map_.column
        found: dict[str | int, _Held] = {}
        at = map_.start
        while at < map_.end:
            form, end = lines[at][1], at + 1
            while end < map_.end and (len(lines[end][1].column) > column or lines[end][1].dash):
                end += 1
            # A key may stand behind the dash of its list's element.
            if form.key and len(form.column) + len(form.dash) == column:
                found[form.key] = at, None
                if end > at + 1:
                    below = lines[at + 1][1]
                    found[form.key] = at, _Block(at + 1, end, len(below.column), is_list=bool(below.dash))
            at = end
        return found

    def _elements(self, list_: _Block) -> dict[str | int, _Held]:
        starts = [at for at in range(list_.start, list_.end) if len(self._lines[at][1].column) == list_.column]
        found: dict[str | int, _Held] = {}
        for index, (start, end) in enumerate(pairwise([*starts, list_.end])):
            form = self._lines[start][1]
            inner = _Block(start, end, len(form.column) + len(form.dash), is_list=False) if form.key else None
            found[index] = start, inner
        return found
