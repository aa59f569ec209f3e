"""YAML text to nodes that know their place, by libyaml through PyYAML.

PyYAML's C composer builds the nodes of ordinary texts. What it cannot tell (anchors and aliases, tags, directives), and
what would make it recurse until the process dies (deep nesting), is composed from parser events instead, without
recursion. Both give PyYAML's node classes; the tag of an untagged scalar is its pair (plain, quoted).
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from numaconf.documents.errors import Unreadable
from numaconf.documents.text import DEPTH
from numaconf.documents.yaml import dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

# Above this many bytes a text may be nested deep enough, by indentation alone, to exhaust the C composer's stack.
_LARGE = 100_000


class AliasNode(Node):
    """`*name`, where it is; `target` is the node it repeats."""

    id = "alias"

    def __init__(self, event: AliasEvent, target: Node) -> None:
        self.name, self.target = event.anchor, target
        self.start_mark, self.end_mark = event.start_mark, event.end_mark


try:
    from yaml._yaml import CParser as _Parser

    class _Composer(_Parser):
        """Composes in C. The hooks cost a call for every node, so they are the cheapest callables that fit."""

        resolve = staticmethod(lambda _kind, _value, implicit: implicit)
        descend_resolver = staticmethod(operator.is_)
        ascend_resolver = staticmethod(tuple)

except ImportError:  # PyYAML was built without libyaml: slower, and everything goes through events.
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Parser(Reader, Scanner, Parser):  # type: ignore[no-redef]  # the slow one
        def __init__(self, data: bytes) -> None:
            Reader.__init__(self, data)
            Scanner.__init__(self)
            Parser.__init__(self)

    _Composer = None  # type: ignore[assignment,misc]


def _needs_events(data: bytes) -> bool:
    return (
        b"&" in data
        or b"*" in data
        or b"!" in data
        or b"<<" in data
        or (b"%" in data and (data.startswith((b"%", b"\xef\xbb\xbf%")) or b"\n%" in data))
        or b"- -" in data
        or b"? " in data
        or data.count(b"[") + data.count(b"{") > DEPTH
        or len(data) > _LARGE
        or _Composer is None
    )


def roots(data: bytes) -> Iterator[tuple[Node, bool]]:
    """The root node of each document in turn, and whether it came from events. Raises Unreadable."""
    if not dialect.differs(data):
        yield from _roots(data)
        return
    for root, exact in _roots(dialect.disguised(data)):
        dialect.restore(root, data)
        yield root, exact


def _roots(data: bytes) -> Iterator[tuple[Node, bool]]:
    root: Node | None
    event: Any
    try:
        if _needs_events(data):
            parser = _Parser(data)
            parser.get_event()
            while type(event := parser.get_event()) is not StreamEndEvent:
                if event.version not in {None, (1, 1)}:
                    raise at(event.start_mark, "yaml: found incompatible YAML document")
                root = _compose(parser)
                parser.get_event()
                yield root, True
        else:
            composer = _Composer(data)
            while composer.check_node():
                root = composer.get_node()
                assert root is not None
                yield root, False
    except YAMLError as error:
        raise refusal(error, data) from None


def _compose(parser: Any) -> Node:
    """One document from its events, as go-yaml's `parser.parse` does (an anchor is known inside its own value)."""
    anchors: dict[str, Node] = {}
    parents: list[tuple[Node, list[Node]]] = []  # each with the key that waits for its value
    while True:
        event = parser.get_event()
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            node, _ = parents.pop()
            node.end_mark = event.end_mark
            if parents:
                continue
            return node
        if kind is AliasEvent:
            if event.anchor not in anchors:
                raise at(event.start_mark, f"yaml: unknown anchor '{event.anchor}' referenced")
            node = AliasNode(event, anchors[event.anchor])
        elif kind is ScalarEvent:
            tag = event.implicit if event.tag is None else event.tag
            node = ScalarNode(tag, event.value, event.start_mark, event.end_mark, event.style)
        else:
            collection = MappingNode if kind is MappingStartEvent else SequenceNode
            node = collection(event.tag, [], event.start_mark, None, event.flow_style)
        if event.anchor and kind is not AliasEvent:
            anchors[event.anchor] = node
        if parents:
            _attach(node, *parents[-1])
        if kind is not ScalarEvent and kind is not AliasEvent:
            if len(parents) == DEPTH:
                raise too_deep(event.start_mark)
            parents.append((node, []))
        elif not parents:
            return node


def _attach(node: Node, parent: Node, waiting: list[Node]) -> None:
    if type(parent) is SequenceNode:
        parent.value.append(node)
    elif waiting:
        parent.value.append((waiting.pop(), node))
    else:
        waiting.append(node)


def too_deep(mark: Any) -> Unreadable:
    """The refusal of what is nested deeper than numaconf goes."""
    return at(mark, f"nested more than {DEPTH} levels deep, which numaconf does not read", limit=True)


def at(mark: Any, message: str, *, limit: bool = False) -> Unreadable:
    """A refusal at a mark. libyaml ends lines at more characters than editors do."""
    error = Unreadable(message, mark.line + 1, mark.column + 1, limit=limit)
    error.offset = mark.index
    return error


def refusal(error: YAMLError, data: bytes) -> Unreadable:
    """The error as go-yaml words it. Its line is often one too low (`decode.go`, `fail`); ours is where it is."""
    if isinstance(error, ReaderError):
        before = data[: error.position].decode("utf-8", "replace")
        return Unreadable(f"yaml: {error.reason}", before.count("\n") + 1, len(before) - before.rfind("\n"))
    if not isinstance(error, MarkedYAMLError):
        return Unreadable(f"yaml: {error}")
    problem, context = error.problem_mark, error.context_mark
    if error.problem == "exceeded maximum nesting depth":  # libyaml's own limit is 1000
        return too_deep(problem)
    if problem is not None and problem.line:
        line = problem.line + (1 if isinstance(error, ScannerError) else 0)
    else:
        line = context.line if context is not None else 0
    message = f"yaml: line {line}: {error.problem}" if line else f"yaml: {error.problem}"
    return at(problem, message) if problem is not None else Unreadable(message)
