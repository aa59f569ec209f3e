"""The documents of a YAML text, and the nodes of one: what is at a route, and what an anchor shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ruamel.yaml.nodes import MappingNode, SequenceNode

from numaconf.errors import Problem
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

    from numaconf.documents.source import Route

_MARKER = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)


class Part(NamedTuple):
    """One document of a text: from `start` to `end`, without the line that separates it from the next."""

    start: int
    end: int


def parts(text: str) -> list[Part]:
    """The documents of a text that hold something. A marker at the start of a line ends a document, whatever it is."""
    marks = [(one.start(), one.end()) for one in _MARKER.finditer(text)]
    starts = [0, *(end for _, end in marks)]
    ends = [*(start for start, _ in marks), len(text)]
    return [Part(*one) for one in zip(starts, ends, strict=True) if _filled(text[one[0] : one[1]])]


def _filled(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith(("#", "%")) for line in text.splitlines())


def demand_unshared(root: Node, route: Route, place: str) -> None:
    """A node that an alias stands for elsewhere too would change there with it."""
    seen: dict[int, int] = {}
    pending = [root]
    while pending:
        node = pending.pop()
        seen[id(node)] = seen.get(id(node), 0) + 1
        if seen[id(node)] == 1:
            pending += _children(node)
    inner: Node | None = root
    pair: tuple[Node, Node] | None = None
    for step in (*route, None):
        if inner is None:
            return
        last = step is None
        if seen.get(id(inner), 0) > 1 and not (last and pair and is_alias(*pair)):
            raise Problem(
                f"{'.'.join(map(str, route))} is in a value that an anchor shares with other places",
                place=place,
                remedy="write it out there",
            )
        if step is not None:
            pair = pair_of(inner, step) if isinstance(inner, MappingNode) else None
            inner = child(inner, step)


def is_alias(key: Node, value: Node) -> bool:
    """Whether an alias comes after a key: its node is that of the anchor, further up."""
    return bool(value.start_mark.index < key.end_mark.index)


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [one for pair in node.value for one in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def child(node: Node, step: str | int) -> Node | None:
    """What is at one step of a route, None where nothing is."""
    if isinstance(node, MappingNode):
        pair = pair_of(node, step)
        return pair[1] if pair else None
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def pair_of(node: Node, key: str | int) -> tuple[Node, Node] | None:
    """A key and its value; of a key that is there twice the last one counts."""
    return next((pair for pair in reversed(node.value) if pair[0].value == str(key)), None)
