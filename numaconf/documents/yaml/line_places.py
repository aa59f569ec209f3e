"""Where values stand in YAML that `yaml_lines` has read, found by lines as it was read. The places are those that
`yaml_places` gives for the same text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
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


def find(lines: list[Match[str]], route: Route) -> Place:
    """The place of a route in a text whose lines `yaml_lines.content` gives."""
    root = _Block(lines, 0, is_list=False)
    place, block = Place(root.extent), root
    for step in route:
        inner = _element(block, step) if block.is_list else _entry(block, str(step))
        if inner is None:
            return place._replace(missing=True)
        place, block = inner
    return place


def _entry(map_: _Block, key: str) -> tuple[Place, _Block] | None:
    """What a key of a map holds."""
    lines, column = map_.lines, map_.column
    own = (at for at, line in enumerate(lines) if line["key"] == key and _key_column(line) == column)
    at = next(own, None)
    if at is None:
        return None
    line, end = lines[at], at + 1
    while end < len(lines) and (len(lines[end]["column"]) > column or lines[end]["dash"]):
        end += 1
    if end == at + 1:
        return _scalar(line)._replace(key=line.span("key")), _NOTHING
    below = lines[at + 1 : end]
    block = _Block(below, len(below[0]["column"]), is_list=bool(below[0]["dash"]))
    return Place(block.extent, line.span("key")), block


def _element(list_: _Block, index: int | str) -> tuple[Place, _Block] | None:
    """What an element of a list holds."""
    lines = list_.lines
    starts = [number for number, line in enumerate(lines) if len(line["column"]) == list_.column]
    if not isinstance(index, int) or not 0 <= index < len(starts):
        return None
    own = lines[starts[index] : (*starts, len(lines))[index + 1]]
    if not own[0]["key"]:
        return _scalar(own[0]), _NOTHING
    block = _Block(own, _key_column(own[0]), is_list=False)
    return Place(block.extent), block


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
