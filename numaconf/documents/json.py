"""JSON as the kubelet reads it: a file whose first byte after white space is `{` (and no byte order mark).

Source: k8s.io/apimachinery `runtime/serializer/json` and sigs.k8s.io/json (Kubernetes 1.34). Numbers that are written
with a point or an exponent stay floats, for Go refuses them in an integer field. A key that appears twice is decoded
twice into the same place: objects and the objects of lists merge, scalars are replaced, a null changes no scalar.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from numaconf.documents import golang
from numaconf.documents.errors import Unreadable
from numaconf.documents.json_scan import JsonNode, JsonRefused, scan, scan_from, skip_blank, unquoted
from numaconf.documents.source import dotted
from numaconf.documents.text import DEPTH, Inner, Lines, Strict, Style, TextDocument, demand_readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route

# Go's unicode.IsSpace, which decides whether the first character of the text is a brace.
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


class _Again(Exception):
    """Something is wrong or unusual; the slow scanner says what."""


class JsonDocument(TextDocument):
    """One JSON text, or of several values in one text the one at an offset."""

    __slots__ = ("_members", "_offset", "_root", "_source")

    in_order = True

    def __init__(
        self, value: Any, strict: list[Strict], source: str, root: JsonNode | None, index: int = 0, offset: int = 0
    ) -> None:
        super().__init__(value, strict, index)
        self._source, self._root, self._offset = source, root, offset
        self._members: _Members = {}

    @property
    def source(self) -> str:
        return self._source

    def _walk(self, route: Route) -> tuple[tuple[int, int] | None, JsonNode, bool]:
        """Key and value of a route, and whether it is missing: then they are its nearest parent's."""
        if self._root is None:
            self._root = scan_from(self._source, self._offset)
        for length in range(len(route), 0, -1):
            found = _find(None, self._root, route[:length], self._members)
            if found is not None:
                return *found, length < len(route)
        return None, self._root, bool(route)

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        name, node, _ = self._walk(route)
        return name if key and name is not None else (node.start, node.end)

    def style(self, route: Route) -> Style:
        return {"{": "collection", "[": "collection", '"': "quoted"}.get(self.text(route)[:1], "plain")  # type: ignore[return-value]  # a Style

    def inner(self, route: Route) -> Inner:
        _, node, missing = self._walk(route)
        written = self._source[node.start + 1 : node.end - 1]
        if missing or "\\" in written or self.style(route) != "quoted":
            return Inner(0, 0)
        span = self._span(node.start + 1, node.end)
        return Inner(span.line, span.column - 1)


_Member = tuple[tuple[int, int] | None, JsonNode]
_Members = dict[int, dict[str | int, list[_Member]]]
"""By the identity of an object or array: its members by their names or indexes, the last one first."""


def _find(key: tuple[int, int] | None, node: JsonNode, route: Route, known: _Members) -> _Member | None:
    """What is last at a route; of an object that appears twice both halves count."""
    if not route:
        return key, node
    held = known.get(id(node))
    if held is None:
        held = known[id(node)] = {}
        for step, (name, span, child) in reversed(list(enumerate(node.members))):
            held.setdefault(step if node.kind == "array" else name, []).append((span, child))
    for span, child in held.get(route[0], ()):
        found = _find(span, child, route[1:], known)
        if found is not None:
            return found
    return None


def is_json(data: bytes | str) -> bool:
    """Whether the kubelet takes a text as JSON: by its first character that is not white space."""
    head = data[:4096] if isinstance(data, str) else data[:4096].decode("utf-8", "replace")
    stripped = head.lstrip(_SPACE)
    if not stripped and len(data) > len(head):
        whole = data if isinstance(data, str) else data.decode("utf-8", "replace")
        stripped = whole.lstrip(_SPACE)
    return stripped.startswith("{")


def _checked(data: bytes | str) -> str:
    demand_readable(data)
    return data if isinstance(data, str) else golang.text(data)


def read(data: bytes | str) -> JsonDocument:
    """One JSON value and nothing after it. Raises Unreadable with the kubelet's words."""
    source = _checked(data)
    if source.count("{") + source.count("[") <= DEPTH and "\\ud" not in source and "\\uD" not in source:
        try:
            value = json.loads(source, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_integer)
        except (ValueError, RecursionError, _Again):
            pass
        else:
            return JsonDocument(value, [], source, None)
    return _slowly(source)


def read_stream(data: bytes | str) -> Iterator[JsonDocument | Unreadable]:
    """Values one after another, as kubectl reads them: with white space between or nothing. What comes after a faulty
    one is lost. Raises Unreadable for a text that is too large.

    Source: k8s.io/apimachinery `pkg/util/yaml` (`YAMLOrJSONDecoder`); kubectl 1.32 takes `{}{}`, and refuses a comma
    and `---` between them.
    """
    source = _checked(data)
    lines = Lines(source)
    at = len(source) - len(source.lstrip(_SPACE))
    index = 0
    while at < len(source):
        try:
            document, at = _from(source, at, index)
        except JsonRefused as error:
            yield _unreadable(error, lines, "json: ")
            return
        document.share_lines(lines)
        yield document
        at, index = skip_blank(source, at), index + 1


def _from(source: str, offset: int, index: int) -> tuple[JsonDocument, int]:
    """The value that begins at an offset, and where it ends. Raises JsonRefused."""
    with suppress(ValueError, RecursionError, _Again):
        value, end = _DECODER.raw_decode(source, offset)
        deep = source.count("{", offset, end) + source.count("[", offset, end) > DEPTH
        if not deep and source.find("\\ud", offset, end) < 0 and source.find("\\uD", offset, end) < 0:
            return JsonDocument(value, [], source, None, index, offset), end
    root = scan_from(source, offset)
    strict: list[Strict] = []
    value = _value(root, (), strict)
    return JsonDocument(value, list(dict.fromkeys(strict)), source, root, index, offset), root.end


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _Again
    return value


def _refuse(_name: str) -> Any:
    raise _Again


def _integer(digits: str) -> int | float:
    """Go reads an integer beyond 64 bits as a float; Python refuses to read one of more than 4300 digits."""
    number = int(digits) if len(digits) < 21 else 1 << 64
    return number if -(1 << 63) <= number < 1 << 63 else float(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse, parse_int=_integer)


def _slowly(source: str) -> JsonDocument:
    try:
        root = scan(source)
    except JsonRefused as error:
        raise _unreadable(error, Lines(source)) from None
    strict: list[Strict] = []
    value = _value(root, (), strict)
    return JsonDocument(value, list(dict.fromkeys(strict)), source, root)


def _unreadable(
    error: JsonRefused, lines: Lines, before: str = "couldn't get version/kind; json parse error: "
) -> Unreadable:
    says = str(error) if error.limit else f"{before}{error}"
    return Unreadable(says, *lines.place(error.offset), limit=error.limit)


def _value(node: JsonNode, route: Route, strict: list[Strict]) -> Any:
    if node.kind == "object":
        out: dict[str, Any] = {}
        for name, _, child in node.members:
            inner = (*route, name)
            value = _value(child, inner, strict)
            if name in out:
                strict.append(Strict(inner, f"duplicate field {golang.quoted(dotted(inner))}"))
                value = _over(out[name], value)
            out[name] = value
        return out
    if node.kind == "array":
        return [_value(child, (*route, index), strict) for index, (_, _, child) in enumerate(node.members)]
    if node.kind == "string":
        return unquoted(node.text)
    return json.loads(node.text, parse_int=_integer)


def _over(old: Any, new: Any) -> Any:
    """What Go's decoder leaves when it decodes `new` into the place that holds `old`."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {name: _over(old.get(name), value) for name, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        return [_over(old[index], item) if index < len(old) else item for index, item in enumerate(new)]
    if new is None and not isinstance(old, dict | list):
        return old
    return new
