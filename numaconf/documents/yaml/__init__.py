"""YAML exactly as the kubelet's reader takes it (sigs.k8s.io/yaml over go-yaml v2), with places on demand.

Values are what comes out of the conversion to JSON, leniently: of a key that is set twice the last value counts, and
`strict` says what the strict decoder objects to. Most texts are read by lines (`yaml_lines`), all others by nodes
(`compose`, `yaml_values`); a place is looked up in what a text was read by.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from numaconf.documents.errors import Unreadable
from numaconf.documents.text import Inner, Lines, Strict, Style, TextDocument, demand_readable
from numaconf.documents.yaml import lines as yaml_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import Node

    from numaconf.documents.source import Route
    from numaconf.documents.yaml.line_places import Place, Places

_UTF_16 = {  # Python's words for what is wrong, and go-yaml's
    "truncated data": "incomplete UTF-16 character",
    "illegal encoding": "unexpected low surrogate area",
    "illegal UTF-16 surrogate": "expected low surrogate area",
    "unexpected end of data": "incomplete UTF-16 surrogate pair",
}
# Bytes. What is larger is generated, and its nesting is watched where it is composed.
_SMALL = 50_000
_MARKER = rb"(?m)^---(?=[ \t\r\n]|\Z)"


class _Whole:
    """A text with all its documents, which share its characters and lines."""

    __slots__ = ("_lines", "_text", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._text: str | None = None
        self._lines: Lines | None = None

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = _text(self.data)
        return self._text

    @property
    def lines(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines


class YamlDocument(TextDocument):
    """One YAML document. `value` is None for an empty one. How places are found is up to what it was read by."""

    __slots__ = ("_base", "_whole")

    def __init__(self, value: Any, strict: list[Strict], whole: _Whole) -> None:
        super().__init__(value, strict)
        self._whole, self._base = whole, 0

    @property
    def source(self) -> str:
        return self._whole.text

    @property
    def line_starts(self) -> Lines:
        return self._whole.lines


class _ByNodes(YamlDocument):
    """Read by the exact reader, whose nodes it keeps; None for an empty document."""

    __slots__ = ("_root",)

    def __init__(self, value: Any, strict: list[Strict], whole: _Whole, root: Node | None) -> None:
        super().__init__(value, strict, whole)
        self._root = root

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        if self._root is None:
            return self._base, self._base
        from numaconf.documents.yaml import places as yaml_places

        return yaml_places.extent(self._root, route, self.source, self._base, key=key)

    def style(self, route: Route) -> Style:
        from numaconf.documents.yaml import places as yaml_places

        return yaml_places.style(yaml_places.value(self._root, route))

    def inner(self, route: Route) -> Inner:
        from numaconf.documents.yaml import places as yaml_places

        node = yaml_places.value(self._root, route)
        return yaml_places.inner(node, self.source, self._base, self.line_starts)


class _ByLines(YamlDocument):
    """Read by the quick reader. It keeps its part of the text, and finds the lines in it again for its first place."""

    __slots__ = ("_part", "_places")

    def __init__(self, value: Any, whole: _Whole, part: bytes) -> None:
        super().__init__(value, [], whole)
        self._part = part
        self._places: Places | None = None

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        place = self._place(route)
        start, end = place.key if key and place.key else place.value
        return self._base + start, self._base + end

    def style(self, route: Route) -> Style:
        place = self._place(route)
        return "collection" if place.missing else place.style

    def inner(self, route: Route) -> Inner:
        place = self._place(route)
        if place.missing or place.style == "collection":
            return Inner(0, 0)
        line, column = self.line_starts.place(self._base + place.value[0] + (place.style == "quoted"))
        return Inner(line, column - 1)

    def _place(self, route: Route) -> Place:
        if self._places is None:
            from numaconf.documents.yaml import line_places as yaml_line_places

            self._places = yaml_line_places.Places(self._part.decode("ascii"))
        return self._places.find(route)


def _bytes(data: bytes | str) -> bytes:
    """UTF-8, whatever came in: go-yaml also takes UTF-16 that starts with a byte order mark."""
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-16", "replace")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            raise Unreadable(f"yaml: {_UTF_16.get(error.reason, error.reason)}", line, column) from None
    return data


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _checked(data: bytes | str) -> bytes:
    demand_readable(data)
    return _bytes(data)


def _placed(error: Unreadable, text: str) -> Unreadable:
    """The error with its line as editors count lines."""
    if error.offset is not None:
        error.line, error.column = Lines(text).place(min(error.offset, len(text)))
    return error


def read(data: bytes | str) -> YamlDocument:
    """The first document; what follows it is not looked at, as in the kubelet. Raises Unreadable."""
    data = _checked(data)
    try:
        for document in _documents(data, _Whole(data)):
            return document
    except Unreadable as error:
        raise _placed(error, _text(data)) from None
    return _ByNodes(None, [], _Whole(data), None)


def read_all(data: bytes | str) -> list[YamlDocument]:
    """All documents, with places in the whole text. Raises Unreadable for the first that is refused."""
    documents = []
    for document in read_each(data):
        if isinstance(document, Unreadable):
            raise document
        documents.append(document)
    return documents


def read_each(data: bytes | str) -> list[YamlDocument | Unreadable]:
    """All documents, each read by itself as kubectl does: one that is refused does not lose the others.

    Raises Unreadable only for what is wrong with the whole (size).
    """
    data = _checked(data)
    # A directive belongs to the document below its marker: then the text is not cut.
    cut = b"\n---" in data and not (data.startswith((b"%", b"\xef\xbb\xbf%")) or b"\n%" in data)
    starts = sorted({0, *(match.start() for match in re.finditer(_MARKER, data))}) if cut else [0]
    found: list[YamlDocument | Unreadable] = []
    whole = _Whole(data)
    characters = lines = counted = 0  # what comes before `start`; counted once, for there may be many documents
    for start, end in pairwise([*starts, len(data)]):
        if start > counted:
            above = _text(data[counted:start])
            characters, lines, counted = characters + len(above), lines + above.count("\n"), start
        # What is above the first document belongs to its text: the strict decoder counts lines from the very first.
        begin, base, first = (start, characters, lines) if found else (0, 0, 0)
        try:
            for document in _documents(data[begin:end], whole):
                document.index, document._base = len(found), base
                marked = data.startswith((b"---\n", b"---\r\n"), start)
                document.line = lines + (2 if marked else 1)
                found.append(document)
        except Unreadable as error:
            _placed(error, _text(data[begin:end])).line += first
            found.append(error)
    return found


def _documents(data: bytes, whole: _Whole) -> Iterator[YamlDocument]:
    """The documents of a part of a text that nobody cuts any further. Raises Unreadable."""
    value = yaml_lines.read(data) if len(data) < _SMALL else None
    if value is not None:
        yield _ByLines(value, whole, data)
        return
    # Most files need no libyaml, and importing it takes longer than all else that one file needs.
    from numaconf.documents.yaml import compose
    from numaconf.documents.yaml import values as yaml_values

    for root, exact in compose.roots(data):
        strict: list[Strict] = []
        yield _ByNodes(yaml_values.values(root, strict, exact=exact), strict, whole, root)
