"""Nodes to the values that sigs.k8s.io/yaml makes of them, in go-yaml's own order (v2 `decode.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from numaconf.documents import golang
from numaconf.documents.errors import Unreadable
from numaconf.documents.text import DEPTH, Strict
from numaconf.documents.yaml import scalars
from numaconf.documents.yaml.compose import AliasNode, at, too_deep
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route

_MERGE = scalars.TAG + "merge"


class _NotSimple(Exception):
    """The quick way cannot tell: a key that is not a string or appears twice, an infinity."""


def values(root: Node, strict: list[Strict], *, exact: bool) -> Any:
    """Plain values; what the strict decoder objects to goes into `strict`. Raises Unreadable.

    Without `exact` the nodes hold no aliases, tags or merges, and the quick way is tried first.
    """
    if not exact:
        try:
            return _simple(root)
        except (_NotSimple, RecursionError):
            pass
    decoder = _Decoder(strict)
    return _json(decoder.decode(root, (), 0))


def _simple(node: Node) -> Any:
    """The speed of this function is the speed of reading: types are compared, not tested with isinstance."""
    kind = type(node)
    if kind is MappingNode:
        out = {}
        for key_node, value_node in node.value:
            if type(key_node) is not ScalarNode:
                raise _NotSimple
            key = scalars.PLAIN[key_node.value] if key_node.tag[0] else key_node.value
            if type(key) is not str or key in out:
                raise _NotSimple
            if type(value_node) is not ScalarNode:
                out[key] = _simple(value_node)
            elif value_node.tag[0]:
                value = out[key] = scalars.PLAIN[value_node.value]
                if type(value) is float and value - value:
                    raise _NotSimple
            else:
                out[key] = value_node.value
        return out
    if kind is SequenceNode:
        return [_simple(item) for item in node.value]
    value = scalars.PLAIN[node.value] if node.tag[0] else node.value
    if type(value) is float and value - value:
        raise _NotSimple
    return value


class _Refused(NamedTuple):
    """A value that decodes and has no JSON form: refused only if it is still there at the end."""

    message: str
    node: Node


def _refuse(node: Node, message: str) -> Unreadable:
    return at(node.start_mark, message)


class _Decoder:
    """go-yaml's decoder: typed keys (1, 1.0 and true are three), merges in place, a budget for aliases."""

    def __init__(self, strict: list[Strict]) -> None:
        self.strict = strict
        self.active: set[Node] = set()
        self.decoded = self.from_aliases = 0

    def decode(self, node: Node, route: Route, depth: int) -> Any:
        self._count(node)
        if depth > DEPTH:
            raise too_deep(node.start_mark)
        if isinstance(node, AliasNode):
            self._enter(node)
            value = self.decode(node.target, route, depth + 1)
            self.active.discard(node)
            return value
        if isinstance(node, ScalarNode):
            value = _scalar(node)
            if type(value) is float and scalars.infinity(value):
                return _Refused(f"json: unsupported value: {scalars.infinity(value)}", node)
            return value
        if isinstance(node, SequenceNode):
            return [self.decode(item, (*route, index), depth + 1) for index, item in enumerate(node.value)]
        out: dict[Any, Any] = {}
        self._fill(node, out, route, depth)
        return out

    def _count(self, node: Node) -> None:
        """go-yaml's defence against alias bombs: the more there is to decode, the less of it may come from aliases."""
        self.decoded += 1
        if not self.active:
            return
        self.from_aliases += 1
        if self.from_aliases > 100 and self.decoded > 1000:
            share = 0.99 - 0.89 * (self.decoded - 400_000) / 3_600_000
            if self.from_aliases / self.decoded > min(0.99, max(0.10, share)):
                raise _refuse(node, "yaml: document contains excessive aliasing")

    def _enter(self, alias: AliasNode) -> None:
        if alias in self.active:
            raise _refuse(alias, f"yaml: anchor '{alias.name}' value contains itself")
        self.active.add(alias)

    def _fill(self, node: Node, out: dict[Any, Any], route: Route, depth: int) -> None:
        for key_node, value_node in node.value:
            if _is_merge(key_node):
                self._merge(value_node, out, route, depth)
                continue
            key = self.decode(key_node, route, depth + 1)
            if isinstance(key, dict | list):
                raise _refuse(key_node, f"yaml: invalid map key: {_go_syntax(key)}")
            if isinstance(key, _Refused):  # an infinity, which can be a key
                key = scalars.resolve(key.node.value)
            text, problem = _key(key)
            value = self.decode(value_node, (*route, text), depth + 1)
            typed = (type(key), key)
            if typed in out and key == key:  # noqa: PLR0124  NaN is never the same key
                line = value_node.start_mark.line + 1
                self.strict.append(Strict((*route, text), f"line {line}: key {_go_syntax(key)} already set in map"))
            out[typed] = _Refused(problem, key_node) if problem else value

    def _merge(self, node: Node, out: dict[Any, Any], route: Route, depth: int) -> None:
        if isinstance(node, SequenceNode):
            # Backwards, since the first of them counts.
            for item in reversed(node.value):
                if isinstance(item, SequenceNode):
                    raise _refuse(item, _NO_MERGE)
                self._merge(item, out, route, depth)
            return
        target = node.target if isinstance(node, AliasNode) else node
        if not isinstance(target, MappingNode):
            raise _refuse(node, _NO_MERGE)
        self._count(node)
        if isinstance(node, AliasNode):
            self._enter(node)
            self._count(target)
        self._fill(target, out, route, depth + 1)
        self.active.discard(node)


_NO_MERGE = "yaml: map merge requires map or sequence of maps as the value"


def _is_merge(node: Node) -> bool:
    if not isinstance(node, ScalarNode) or node.value != "<<":
        return False
    return bool(node.tag[0]) if isinstance(node.tag, tuple) else node.tag == _MERGE


def _scalar(node: ScalarNode) -> scalars.Scalar:
    if isinstance(node.tag, tuple):
        return scalars.resolve(node.value) if node.tag[0] else str(node.value)
    try:
        return scalars.tagged(node.tag, node.value)
    except scalars.BadScalar as error:
        raise _refuse(node, f"yaml: {error}") from None


def _key(value: scalars.Scalar) -> tuple[str, str]:
    """The JSON key, or a stand-in and the reason why there is none."""
    try:
        return scalars.key(value), ""
    except scalars.BadScalar as error:
        return str(value), str(error)


def _json(value: Any) -> Any:
    """The conversion to JSON, which comes after all decoding."""
    if isinstance(value, _Refused):
        raise _refuse(value.node, value.message)
    if isinstance(value, dict):
        return {_key(key)[0]: _json(item) for (_, key), item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return scalars.jsonable(value)


def _go_syntax(value: Any) -> str:
    """A value as Go's `%#v` writes it in these messages."""
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, _Refused):
        return value.message.rsplit(" ", 1)[1]
    if isinstance(value, dict):
        inside = (f"{_go_syntax(key)}:{_go_syntax(item)}" for (_, key), item in value.items())
        return "map[interface {}]interface {}{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(_go_syntax, value)) + "}"
    if isinstance(value, str):
        return golang.quoted(value)
    if isinstance(value, float):
        digits = len(repr(value).partition("e")[0].strip("-0").replace(".", "").strip("0")) or 1
        return scalars.infinity(value) or scalars.shortest(f"{value:.{digits - 1}e}")
    return str(value).lower()


def entry(mapping: MappingNode, key: str) -> tuple[Node, Node] | None:
    """Key and value node of the entry in force: the last one, wherever a merge brings it in."""
    held: dict[str, tuple[Node, Node]] | None = vars(mapping).get("entries")
    if held is None:
        held = vars(mapping)["entries"] = _entries(mapping)
    return held.get(key)


def _entries(mapping: MappingNode) -> dict[str, tuple[Node, Node]]:
    """All of them, found once: there can be as many questions as keys."""
    found: dict[str, tuple[Node, Node]] = {}
    for key_node, value_node in mapping.value:
        if _is_merge(key_node):
            sources = reversed(value_node.value) if isinstance(value_node, SequenceNode) else [value_node]
            for source in sources:
                target = source.target if isinstance(source, AliasNode) else source
                if isinstance(target, MappingNode) and target is not mapping:
                    entry(target, "")
                    found |= vars(target).get("entries", {})
            continue
        scalar = key_node.target if isinstance(key_node, AliasNode) else key_node
        if isinstance(scalar, ScalarNode):
            found[_key(_scalar(scalar))[0]] = key_node, value_node
    return found
