"""Texts without structure (scripts, MIME user data), and documents that are inside of others: in a text, in a string
of a document, or as the map below a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source, Span, value_at
from numaconf.documents.text import Lines, TextDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Document, Route
    from numaconf.documents.text import Inner, Strict, Style


class PlainDocument(TextDocument):
    """A text as it is: `value` is the text, `data` its bytes; every route is the whole. Bytes that are not UTF-8 are
    replaced in `value`. `memo` is for readers: what they found in the text, so that they look once.
    """

    __slots__ = ("data", "memo")

    def __init__(self, data: bytes | str) -> None:
        self.memo: dict[str, Any] = {}
        self.data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        super().__init__(data if isinstance(data, str) else data.decode("utf-8", "replace"))

    @property
    def source(self) -> str:
        text: str = self.value
        return text

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:  # noqa: ARG002  there is nothing inside
        return 0, len(self.source)

    def lines(self, start: int, end: int) -> Span:
        """The span of the characters from `start` up to `end`."""
        return self.line_starts.span(start, end)


class Piece:
    """A document that is verbatim in a text from `line` on: its places are the text's.

    With line 0 it is there encoded, and every place is the span `whole`.
    """

    __slots__ = ("document", "line", "whole")

    def __init__(self, document: Document, line: int, whole: Span) -> None:
        self.document, self.line, self.whole = document, line, whole

    @property
    def value(self) -> Any:
        return self.document.value

    def span(self, route: Route, *, key: bool = False) -> Span:
        """The place of a route in the text."""
        if self.line == 0:
            return self.whole
        inner, down = self.document.span(route, key=key), self.line - 1
        return Span(inner.line + down, inner.column, inner.end_line + down, inner.end_column)

    def word(self, route: Route) -> Span | None:
        """What tells two words apart, if it is words that are there."""
        return self.document.word(route) if isinstance(self.document, Words | Piece) else None


def piece(text: Source, document: Document, index: int, line: int, at: int = 1) -> Source:
    """The source of a document inside `text`'s: the part `index`, from `line` of the text on (0: encoded; then `at` is
    the line that stands for it). Where the text itself is inside another document, so does the piece.
    """
    if text.outer is None:
        return Source(text.path, Piece(document, line, Span(at, 1, at + 1, 1)), index)
    down = text.line + line - 1 if text.line and line else 0
    return Source(text.path, document, text.index, outer=text.outer, route=text.route, line=down, column=text.column)


def text_in(holder: Source, route: Route, data: bytes | None = None, filled: str | None = None) -> Source:
    """The text that a string of a document holds, with its places in the outer file where they can be told: a block
    scalar's, or one line's. `data`: what the string is decoded to (base64, gzip); then every place is the string's.
    `filled`: the text with something filled in, line for line.
    """
    value = value_at(holder.document.value, route)
    inner = getattr(holder.document, "inner", None)
    line, column = (0, 0) if data is not None or inner is None else inner(route)
    if line and holder.outer is not None:
        line, column = (holder.line + line - 1 if holder.line else 0), holder.column + column
    text = PlainDocument(data if data is not None else value if filled is None else filled)
    if filled is not None:
        holder = Source(
            holder.path, Filled(holder.document), holder.index,
            outer=holder.outer, route=holder.route, line=holder.line, column=holder.column,
        )  # fmt: skip
    return Source(holder.path, text, holder.index, outer=holder, route=route, line=line, column=column)


def maps_of(whole: TextDocument, key: str) -> Iterator[Part]:
    """The maps in the list at a key, each as a document of its own."""
    strict: dict[Any, list[Strict]] = {}
    for one in whole.strict:
        if one.route[:1] == (key,) and len(one.route) > 1:
            strict.setdefault(one.route[1], []).append(one._replace(route=one.route[2:]))
    for at, held in enumerate(whole.value[key]):
        if isinstance(held, dict):
            yield Part(whole, (key, at), strict.get(at, []))


class Part(TextDocument):
    """What is below a route of a document, as a document of its own: `value` is the value there, and places are
    those of the whole.
    """

    __slots__ = ("root", "whole")

    def __init__(self, whole: TextDocument, root: Route, strict: list[Strict]) -> None:
        super().__init__(value_at(whole.value, root), strict, whole.index, whole.line)
        self.whole, self.root = whole, root

    @property
    def in_order(self) -> bool:  # type: ignore[override]  # as the whole has it
        return self.whole.in_order

    @property
    def source(self) -> str:
        return self.whole.source

    @property
    def line_starts(self) -> Lines:
        return self.whole.line_starts

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        return self.whole.range((*self.root, *route), key=key)

    def style(self, route: Route) -> Style:
        return self.whole.style((*self.root, *route))

    def inner(self, route: Route) -> Inner:
        return self.whole.inner((*self.root, *route))


def part(holder: Source, route: Route) -> Source:
    """The map below a route of a document, as a document that a platform reads: `spec.kubeletConfig` as the
    KubeletConfiguration that it is. Places and pointers are the outer document's.
    """
    held = holder.document
    if isinstance(held, Piece):
        document: Document = Piece(_part(held.document, route), held.line, held.whole)
    else:
        document = _part(held, route)
    return Source(
        holder.path, document, holder.index,
        outer=holder.outer, route=holder.route, line=holder.line, column=holder.column,
    )  # fmt: skip


def _part(document: Document, route: Route) -> Part:
    if not isinstance(document, TextDocument):
        raise TypeError(f"{type(document).__name__} has no parts")
    size = len(route)
    strict = [one._replace(route=one.route[size:]) for one in document.strict if one.route[:size] == route]
    return Part(document, route, strict)


class Words:
    """Arguments that are somewhere in a text: `value` is the list of them, and `spans` their places there."""

    __slots__ = ("spans", "value")

    def __init__(self, value: list[str], spans: list[Span]) -> None:
        self.value, self.spans = value, spans

    def span(self, route: Route, *, key: bool = False) -> Span:  # noqa: ARG002  a word has no key
        """The place of the argument `(index,)`; of all of them for `()`."""
        if route and isinstance(route[0], int) and route[0] < len(self.spans):
            return self.spans[route[0]]
        if not self.spans:
            return Span(1, 1, 1, 1)
        return Span(*self.spans[0][:2], *self.spans[-1][2:])

    def word(self, route: Route) -> Span:
        """What tells two words apart whose routes are equal, since every reader makes lists of its own of them."""
        return self.span(route)


def inside(text: Source, document: Document) -> Source:
    """The source of a document whose places are places in `text`'s document."""
    held = text.document
    placed = Piece(document, held.line, held.whole) if isinstance(held, Piece) else document
    return Source(text.path, placed, text.index, outer=text.outer, route=text.route, line=text.line, column=text.column)


class Over:
    """A document under another view: what a subclass does not say is the document's own, places included."""

    __slots__ = ("document",)

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def value(self) -> Any:
        return self.document.value

    def span(self, route: Route, *, key: bool = False) -> Span:
        """The place of a route of the document."""
        return self.document.span(route, key=key)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.document, name)


class Chosen(Over):
    """A document of which only one node is read, `at` saying which."""

    __slots__ = ("at",)

    def __init__(self, document: Document, at: Route) -> None:
        super().__init__(document)
        self.at = at


class Without(Over):
    """A document without a part of its values, as its reader drops them before it looks."""

    __slots__ = ("_left",)

    def __init__(self, document: Document, value: Any) -> None:
        super().__init__(document)
        self._left = value

    @property
    def value(self) -> Any:
        return self._left


class Filled(Over):
    """A document of which a text is read with something filled in: places in that text are exact to the line only."""

    __slots__ = ()


def is_filled(source: Source) -> bool:
    """Whether a source is in such a text, directly or further out."""
    outer = source.outer
    return outer is not None and (isinstance(outer.document, Filled) or is_filled(outer))


class Named(Over):
    """A document with the name of its file, which tells what it is: inside of another file it has no path."""

    __slots__ = ("name",)

    def __init__(self, document: Document, name: str) -> None:
        super().__init__(document)
        self.name = name


def chosen(source: Source) -> Route:
    """The route of the node that is read of a document; `()` where it is read as a whole."""
    found = source.document
    return found.at if isinstance(found, Chosen) else ()


class Below:
    """The part of a document below a route, as a document of its own, with its places in the whole.

    `above`: keys that lead to it in the new document (`("settings",)`), where its reader expects some.
    """

    __slots__ = ("above", "document", "prefix", "value")

    def __init__(self, document: Document, prefix: Route, above: Route = ()) -> None:
        self.document, self.prefix, self.above = document, prefix, above
        value = value_at(document.value, prefix)
        for step in reversed(above):
            value = {step: value}
        self.value: Any = value

    def whole(self, route: Route) -> Route:
        """The route in the whole document of a route in this one."""
        return (*self.prefix, *route[len(self.above) :])

    def span(self, route: Route, *, key: bool = False) -> Span:
        """The place of a route of this document."""
        return self.document.span(self.whole(route), key=key)
