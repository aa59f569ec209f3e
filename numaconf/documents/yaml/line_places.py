"""Where values stand in YAML that `yaml_lines` has read, found by lines as it was read. The places are those that
`yaml_places` gives for the same text.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

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
    """The lines of a map whose keys stand at `column`, or of a list whose dashes do."""

    lines: list[Match[str]]
    column: int
    is_list: bool

    @property
    def extent(self) -> Extent:
        first, last = self.lines[0], self.lines[-1]
        return first.start("dash" if self.is_list else "key"), _end(last)


_NOTHING = _Block([], 0, is_list=False)


class Places:
    """The places in a text whose lines `yaml_lines.content` gives. What a map or a list holds is looked up once: there
    can be as many questions as keys.
    """

    __slots__ = ("_held", "_root")

    def __init__(self, lines: list[Match[str]]) -> None:
        self._root = _Block(lines, 0, is_list=False)
        self._held: dict[Route, dict[str | int, tuple[Place, _Block]]] = {}

    def find(self, route: Route) -> Place:
        """The place of a route."""
        place, block = Place(self._root.extent), self._root
        for length, step in enumerate(route):
            above = route[:length]
            held = self._held.get(above)
            if held is None:
                held = self._held[above] = dict(_elements(block) if block.is_list else _entries(block))
            inner = held.get(step if block.is_list else str(step))
            if inner is None:
                return place._replace(missing=True)
            place, block = inner
        return place


def _entries(map_: _Block) -> Iterator[tuple[str, tuple[Place, _Block]]]:
    """What the keys of a map hold."""
    lines, column = map_.lines, map_.column
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        while end < len(lines) and (len(lines[end]["column"]) > column or lines[end]["dash"]):
            end += 1
        if line["key"] and _key_column(line) == column:
            if end == at + 1:
                yield line["key"], (_scalar(line)._replace(key=line.span("key")), _NOTHING)
            else:
                below = lines[at + 1 : end]
                block = _Block(below, len(below[0]["column"]), is_list=bool(below[0]["dash"]))
                yield line["key"], (Place(block.extent, line.span("key")), block)
        at = end


def _elements(list_: _Block) -> Iterator[tuple[int, tuple[Place, _Block]]]:
    """What the elements of a list hold."""
    lines = list_.lines
    starts = [number for number, line in enumerate(lines) if len(line["column"]) == list_.column]
    for index, (start, end) in enumerate(pairwise([*starts, len(lines)])):
        own = lines[start:end]
        if not own[0]["key"]:
            yield index, (_scalar(own[0]), _NOTHING)
        else:
            block = _Block(own, _key_column(own[0]), is_list=False)
            yield index, (Place(block.extent), block)


def _scalar(line: Match[str]) -> Place:
    """What stands on a line behind its key or dash, be it nothing."""
    if line["word"]:
        return Place(line.span("word"), style="plain")
    if line["delimited"]:
        return Place(line.span("delimited"), style="quoted" if line["delimited"][0] in "\"'" else "collection")
    return Place((_end(line), _end(line)), style="plain")


def _key_column(line: Match[str]) -> int:
    """The column of a key, which may stand behind the dash of its list's element."""
    return len(line["column"]) + len(line["dash"])


def _end(line: Match[str]) -> int:
    """Where the last thing on a line ends; of a key alone its colon."""
    return max(line.end("word"), line.end("delimited"), line.end("key") + 1)
