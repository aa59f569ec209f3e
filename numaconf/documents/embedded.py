"""Documents that are as text in a value of another one: a KubeletConfiguration in a block scalar."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source, value_at

if TYPE_CHECKING:
    from numaconf.documents.source import Document, Route
    from numaconf.documents.text import TextDocument


def inside(source: Source, route: Route, document: Document, *, line: int | None = None, column: int = 0) -> Source:
    """The source of a document that is the text at a route; its places are the outer file's where they can be told.

    `line` 0: the text is there encoded, and every place is the whole value.
    """
    if line is None:
        inner = getattr(source.document, "inner", None)
        line, column = inner(route) if inner is not None and source.line else (0, 0)
        if line and source.outer is not None:
            line, column = source.line + line - 1, source.column + column
    return Source(source.path, document, source.index, outer=source, route=route, line=line, column=column)


@lru_cache(64)
def objects(source: Source, route: Route) -> tuple[Source | Unreadable, ...]:
    """The YAML or JSON documents in the text at a route, or what cannot be read of them, with its place in the outer
    file. None where no text is there. They are read once, so that they stay the same ones.
    """
    text = value_at(source.document.value, route)
    if not isinstance(text, str):
        return ()
    try:
        found = load.read_each(text)
    except Unreadable as error:
        found = [error]
    return tuple(_source(source, route, one) for one in found)


def _source(source: Source, route: Route, one: TextDocument | Unreadable) -> Source | Unreadable:
    return _placed(source, route, one) if isinstance(one, Unreadable) else inside(source, route, one)


def _placed(source: Source, route: Route, error: Unreadable) -> Unreadable:
    """The same refusal with its place in the outer file."""
    inner = getattr(source.document, "inner", None)
    line, column = inner(route) if inner is not None and source.line else (0, 0)
    if not line:
        span = source.span(route)
        return Unreadable(error.message, span.line, span.column)
    down = (source.line if source.outer is not None else 1) - 1
    return Unreadable(error.message, error.line + line - 1 + down, error.column + column)
