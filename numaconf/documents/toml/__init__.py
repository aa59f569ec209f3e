"""TOML 1.0: `tomllib` judges and gives the values, tree-sitter gives the places, only when one is asked for.

Bottlerocket's reader is the crate `toml` 0.8. On 100,000 damaged texts it and this one agreed.
"""

from __future__ import annotations

import re
import sys
from math import isinf
from typing import TYPE_CHECKING, Any

from numaconf.documents.errors import Unreadable
from numaconf.documents.text import DEPTH, Inner, Lines, Style, TextDocument
from numaconf.documents.toml.version import parser_is_newer, refuse_newer
from numaconf.named import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from numaconf.documents.source import Route

LIMIT = 1 << 20
"""Bytes. Bottlerocket gets its settings as user data, which ends at 16 KiB."""

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


class Datetime(str):
    """A TOML date or time, as written. No setting is one: JSON has none, so whoever gets it sees an object."""

    __slots__ = ()


class Entry(NamedTuple):
    """A table header or a key with its value, in the order of the text; offsets in the source.

    A table's value reaches from its header to its last line.
    """

    route: Route
    key: tuple[int, int]
    value: tuple[int, int]
    header: bool


class TomlDocument(TextDocument):
    """One TOML text."""

    __slots__ = ("_entries", "_places", "_source")

    def __init__(self, value: Any, source: str) -> None:
        super().__init__(value)
        self._source = source
        self._entries: list[Entry] | None = None
        self._places: dict[Route, Entry] = {}

    @property
    def source(self) -> str:
        return self._source

    @property
    def entries(self) -> list[Entry]:
        """Every header and every key, also those of inline tables and the tables that a dotted key implies."""
        if self._entries is None:
            from numaconf.documents.toml.places import entries

            self._entries = entries(self._source)
            for entry in self._entries:
                self._places.setdefault(entry.route, entry)
        return self._entries

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        if not self.entries:
            return 0, len(self._source)
        for length in range(len(route), 0, -1):
            entry = self._places.get(route[:length])
            if entry is not None:
                return entry.key if key else entry.value
        return 0, len(self._source.rstrip())

    def style(self, route: Route) -> Style:
        start, end = self.range(route)
        first = self._source[start : start + 3]
        if first in {'"""', "'''"}:
            return "literal"
        if first[:1] in {'"', "'"}:
            return "quoted"
        return "collection" if first[:1] in {"[", "{"} or "=" in self._source[start:end] else "plain"

    def inner(self, route: Route) -> Inner:
        value: Any = self.value
        for step in route:
            value = value[step]
        start, end = self.range(route)
        at = self._source.find(value, start, end) if isinstance(value, str) and value else -1
        if at < 0:
            return Inner(0, 0)
        span = self._span(at, end)
        return Inner(span.line, 0 if "\n" in value else span.column - 1)


def read(data: bytes | str) -> TomlDocument:
    """A TOML document; a byte order mark before it is allowed. Raises Unreadable."""
    if len(data) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read as TOML", limit=True)
    if isinstance(data, bytes):
        try:
            source = data.decode()
        except UnicodeDecodeError as error:
            before = data[: error.start].decode()
            raise Unreadable(f"TOML: not UTF-8: {error.reason}", *Lines(before).place(len(before))) from None
    else:
        source = data
    source = source.removeprefix("\ufeff")
    if _has_endless_key(source):
        raise _too_deep()
    try:
        value = tomllib.loads(source)
        if parser_is_newer():
            refuse_newer(source)
        return _checked(value, source)
    except RecursionError:
        raise _too_deep() from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        where = _WHERE.search(message)
        line = int(where[1]) if where and where[1] else source.count("\n") + 1
        column = int(where[2]) if where and where[2] else len(source) - source.rfind("\n")
        raise Unreadable(f"TOML: {_WHERE.sub('', message)}", line, column) from None
    except ValueError as error:
        digits = re.search("[0-9_]{4300}", source)  # so many that Python does not read them
        raise Unreadable(f"TOML: {error}", *Lines(source).place(digits.start() if digits else 0)) from None


def _has_endless_key(source: str) -> bool:
    """A dotted key of very many parts takes tomllib memory and time that grow with their square."""
    if source.count(".") <= DEPTH:
        return False
    long = [line for line in source.split("\n") if line.count(".") > DEPTH]
    return any(piece.count(".") > DEPTH for line in long for piece in re.split(r"[^\w.\"' \t-]", line))


def _too_deep() -> Unreadable:
    return Unreadable(f"nested more than {DEPTH} levels deep, which numaconf does not read", limit=True)


def _checked(value: Any, source: str) -> TomlDocument:
    """The document, with its numbers in 64 bits and its dates as text."""
    document = TomlDocument(None, source)

    def plain(value: Any, route: Route) -> Any:
        if len(route) > DEPTH:
            raise _too_deep()
        if isinstance(value, dict):
            return {key: plain(item, (*route, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item, (*route, index)) for index, item in enumerate(value)]
        if (type(value) is int and not -(1 << 63) <= value < 1 << 63) or (
            type(value) is float and isinf(value) and "inf" not in document.text(route)
        ):
            line, column, *_ = document.span(route)
            raise Unreadable(f"TOML: the number {document.text(route)} does not fit 64 bits", line, column)
        return value if value is None or isinstance(value, str | int | float) else Datetime(value.isoformat())

    document.value = plain(value, ())
    return document
