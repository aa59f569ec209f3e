"""Where a value is: routes, spans, and documents inside documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.named import NamedTuple

Route = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a value: `("reservedMemory", 0, "limits", "memory")`."""


def mapping(value: Any) -> dict[str, Any]:
    """A map, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def value_at(value: Any, route: Route) -> Any:
    """What is at a route of plain values, or None where nothing is."""
    for step in route:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


class Span(NamedTuple):
    """A piece of text: lines and columns count from 1, columns count characters, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Location(NamedTuple):
    """A place as a report names it (see `lint --format json`)."""

    path: str
    document: int
    pointer: str
    embedded: tuple[str, ...]
    span: Span


if TYPE_CHECKING:
    from typing import Protocol

    class Document(Protocol):
        """One parsed document: `value` is made of dict, list, str, int, float, bool and None only."""

        @property
        def value(self) -> Any: ...

        def span(self, route: Route, *, key: bool = False) -> Span:
            """The span of the value at `route` (of its key with `key`); of the nearest parent when it is missing."""
            ...


def pointer(route: Route) -> str:
    """The RFC 6901 JSON pointer of a route: `/reservedMemory/0/limits/memory`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in route)


def dotted(route: Route) -> str:
    """A route as people, the kubelet's decoders and the API server write it: `reservedMemory[0].limits.memory`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in route).removeprefix(".")


def path(route: Route) -> str:
    """A route as people write it: `spec.kubelet.reservedMemory[0].limits.memory`, `evictionHard[memory.available]`."""
    text = ""
    for step in route:
        if isinstance(step, int) or not step.replace("-", "").replace("_", "").isalnum():
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


class Source:
    """One document of one file, or a document embedded in another one's value.

    `index` is the outer index (YAML document, MIME part). An embedded document knows the `outer` source, the route of
    the text that holds it there (`("spec", "userData")`), and `line`, the outer line on which its own first line
    is; `column` is what the outer text's indentation adds to its columns. With `line` 0 the inner place cannot be
    mapped (base64, gzip): every place in it is the outer value's place. `whole`: it is a file as the program gets it,
    and not a piece of one, so what it lacks is missing. `passed_over`: its path on the
    node, where it is in a folder of which the program reads only files of other names.
    """

    __slots__ = ("column", "document", "index", "line", "outer", "passed_over", "path", "route", "whole")

    def __init__(
        self,
        path: str,
        document: Document,
        index: int = 0,
        *,
        outer: Source | None = None,
        route: Route = (),
        line: int = 1,
        column: int = 0,
        whole: bool = False,
        passed_over: str = "",
    ) -> None:
        self.passed_over = passed_over
        self.path, self.document, self.index = path, document, index
        self.outer, self.route, self.line, self.column, self.whole = outer, route, line, column, whole

    def span(self, route: Route, *, key: bool = False) -> Span:
        """The place of a route of this document, in lines and columns of the outermost file."""
        if self.outer is None:
            return self.document.span(route, key=key)
        if self.line == 0:
            return self.outer.span(self.route)
        inner = self.document.span(route, key=key)
        down = self.line - 1
        return Span(
            inner.line + down, inner.column + self.column, inner.end_line + down, inner.end_column + self.column
        )

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """The place of a route as a report names it: outer document and pointer, then the routes inside it."""
        routes, source = [pointer((*getattr(self.document, "root", ()), *route))], self
        while source.outer is not None:
            routes.append(pointer((*getattr(source.outer.document, "root", ()), *source.route)))
            source = source.outer
        outermost, *embedded = reversed(routes)
        return Location(source.path, source.index, outermost, tuple(embedded), self.span(route, key=key))
