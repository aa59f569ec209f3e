"""JSON as the kubelet reads it: a file whose first byte after white space is `{` (and no byte order mark).

Source: k8s.io/apimachinery `runtime/serializer/json` and sigs.k8s.io/json (Kubernetes 1.34). Numbers that are written
with a point or an exponent stay floats, for Go refuses them in an integer field. A key that appears twice is decoded
twice into the same place: objects and the objects of lists merge, scalars are replaced, a null changes no scalar.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from numaconf.documents import golang
from numaconf.documents.errors import Unreadable
from numaconf.documents.json_scan import JsonNode, JsonRefused, scan, unquoted
from numaconf.documents.source import dotted
from numaconf.documents.text import DEPTH, LIMIT, Inner, Lines, Strict, Style, TextDocument

if TYPE_CHECKING:
    from numaconf.documents.source import Route

# Go's unicode.IsSpace, which decides whether the first character of the text is a brace.
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


class _Again(Exception):
    """Something is wrong or unusual; the slow scanner says what."""


class JsonDocument(TextDocument):
    """One JSON text."""

    __slots__ = ("_members", "_root", "_source")

    in_order = True

    def __init__(self, value: Any, strict: list[Strict], source: str, root: JsonNode | None) -> None:
        super().__init__(value, strict)
        self._source, self._root = source, root
        self._members: _Members = {}

    @property
    def source(self) -> str:
        return self._source

    def _walk(self, route: Route) -> tuple[tuple[int, int] | None, JsonNode, bool]:
        """Key and value of a route, and whether it is missing: then they are its nearest parent's."""
        if self._root is None:
            self._root = scan(self._source)
        for length in range(len(route), 0, -1):
            found = _find(None, self._root, route[:length], self._members)
            if found is not None:
                return *found, length < len(route)
        return None, self._root, bool(route)

    def range(self, route: Route, *, key: bool = False) -> tuple[int, int]:
        name, node, _ = self._walk(route)
        return name if key and name is not None else (node.start, node.end)

    def style(self, route: Route) -> Style:
        return {"{": "collection", "[": "collection", '"': "quoted"}.get(self.text(route)[:1], "plain")  # type: ignore[return-value]

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
    """What stands last at a route; of an object that appears twice both halves count."""
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
    """Whether the kubelet takes a text as JSON: by its first character that is no white space."""
    head = data[:4096] if isinstance(data, str) else data[:4096].decode("utf-8", "replace")
    stripped = head.lstrip(_SPACE)
    if not stripped and len(data) > len(head):
        whole = data if isinstance(data, str) else data.decode("utf-8", "replace")
        stripped = whole.lstrip(_SPACE)
    return stripped.startswith("{")


def read(data: bytes | str) -> JsonDocument:
    """One JSON value and nothing after it. Raises Unreadable with the kubelet's words."""
    if len(data) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read", limit=True)
    source = data if isinstance(data, str) else golang.text(data)
    if source.count("{") + source.count("[") <= DEPTH and "\\ud" not in source and "\\uD" not in source:
        try:
            value = json.loads(source, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_integer)
        except (ValueError, RecursionError, _Again):
            pass
        else:
            return JsonDocument(value, [], source, None)
    return _slowly(source)


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


def _slowly(source: str) -> JsonDocument:
    try:
        root = scan(source)
    except JsonRefused as error:
        line, column = Lines(source).place(error.offset)
        says = str(error) if error.limit else f"couldn't get version/kind; json parse error: {error}"
        raise Unreadable(says, line, column, limit=error.limit) from None
    strict: list[Strict] = []
    value = _value(root, (), strict)
    return JsonDocument(value, list(dict.fromkeys(strict)), source, root)


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
