"""What all documents have in common: a source text, and offsets in it that become lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Literal

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Span
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route

LIMIT = 16 << 20
"""Bytes: no reader takes more. User data ends at 16 KiB, an object in etcd at 1.5 MiB."""

MOST_LINES = 150_000
"""Lines, commas and escapes, of which each may be a value: no YAML or JSON with more is read, which would take 200 MiB
and four seconds.
"""

DEPTH = 200
"""How deep collections may be nested. Go's readers go to 10,000; no configuration comes near."""

Style = Literal["plain", "quoted", "literal", "folded", "collection"]


def demand_readable(data: bytes | str) -> None:
    """Raises Unreadable for a YAML or JSON text that is larger than anybody writes."""
    if len(data) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read", limit=True)
    if len(data) > MOST_LINES and _pieces(data) > MOST_LINES:
        raise Unreadable(f"more than {MOST_LINES} lines, commas and escapes, which numaconf does not read", limit=True)


def _pieces(data: bytes | str) -> int:
    if isinstance(data, bytes):
        return sum(data.count(mark.encode()) for mark in _BREAKS)
    return sum(map(data.count, _BREAKS))


_BREAKS = ("\n", "\r", ",", "\\", "\x85", "\u2028", "\u2029")


class Strict(NamedTuple):
    """What a strict decoder refuses and a lenient one forgives: a key that was set before. `text` is the decoder's."""

    route: Route
    text: str


class Inner(NamedTuple):
    """Where the text that a string value holds is: the outer line of its first line, and how many characters its
    lines are indented by. Line 0: its places cannot be mapped (escapes, folding, base64). For `Source(line=, column=)`.
    """

    line: int
    column: int


class Lines:
    """The lines of a text. A line ends with a line feed, as in editors, git and annotations."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts, at = [0], text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._starts = starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset in characters."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from `start` up to `end`."""
        return Span(*self.place(start), *self.place(end))


class TextDocument:
    """A parsed text: plain values in `value`, strict errors beside them, and places on demand.

    `source` is the whole text without a byte order mark; offsets and columns count its characters.
    """

    __slots__ = ("_lines", "index", "line", "strict", "value")

    in_order = False
    """Whether Go's JSON decoder meets the keys as they are in the text; YAML's come sorted."""

    def __init__(self, value: Any, strict: list[Strict] | None = None, index: int = 0, line: int = 1) -> None:
        self.value, self.strict, self.index, self.line = value, strict or [], index, line
        self._lines: Lines | None = None

    @property
    def source(self) -> str:
        raise NotImplementedError

    @property
    def line_starts(self) -> Lines:
        """The lines of `source`."""
        if self._lines is None:
            self._lines = Lines(self.source)
        return self._lines

    def share_lines(self, lines: Lines) -> None:
        """Take over the lines of `source` that another document of it has counted."""
        self._lines = lines

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        """The offsets in `source` of the value at `route` (of its key); of the nearest parent when it is missing."""
        raise NotImplementedError

    def span(self, route: Route, *, key: bool = False) -> Span:
        """The same in lines and columns."""
        return self._span(*self.range(route, key=key))

    def _span(self, start: int, end: int) -> Span:
        return self.line_starts.span(start, end)

    def text(self, route: Route, *, key: bool = False) -> str:
        """The same as it is written, with its quotes."""
        start, end = self.range(route, key=key)
        return self.source[start:end]

    def style(self, route: Route) -> Style:
        """How the value at `route` is written."""
        raise NotImplementedError

    def inner(self, route: Route) -> Inner:
        """Where the text held by the string at `route` is."""
        raise NotImplementedError
