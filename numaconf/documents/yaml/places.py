"""Where values are in YAML: offsets in a text, found by walking a document's nodes.

`source` is the whole text without a byte order mark; the document's own marks count from `base` on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from numaconf.documents.text import Inner, Lines, Style
from numaconf.documents.yaml import values as yaml_values
from numaconf.documents.yaml.compose import AliasNode

if TYPE_CHECKING:
    from numaconf.documents.source import Route

_STYLES: dict[str, Style] = {"'": "quoted", '"': "quoted", "|": "literal", ">": "folded"}


def extent(root: Node, route: Route, source: str, base: int, *, key: bool = False) -> tuple[int, int]:
    """Start and end of the value at a route (of its key); of the nearest parent when it is missing."""
    key_node, node, _ = _walk(root, route)
    if key and key_node is not None:
        node = key_node
    return base + node.start_mark.index, _end(node, source, base)


def value(root: Node | None, route: Route) -> Node | None:
    """The node at a route, an alias followed; None where there is none."""
    if root is None:
        return None
    _, node, missing = _walk(root, route)
    while isinstance(node, AliasNode):
        node = node.target
    return None if missing else node


def style(node: Node | None) -> Style:
    """How a value is written."""
    return _STYLES.get(node.style or "", "plain") if isinstance(node, ScalarNode) else "collection"


def inner(node: Node | None, source: str, base: int, lines: Lines) -> Inner:
    """Where the text held by a string is."""
    if not isinstance(node, ScalarNode) or node.style == ">":
        return Inner(0, 0)
    start, end = base + node.start_mark.index, _end(node, source, base)
    written, held = source[start:end], node.value
    if node.style == "|":
        return _literal(start + written.index("|"), held, source, lines)
    at = written.rfind(held)
    if "\n" in held or at < 0 or at + len(held) < len(written) - 1:
        return Inner(0, 0)
    line, column = lines.place(start + at)
    return Inner(line, column - 1)


def _literal(header: int, held: str, source: str, lines: Lines) -> Inner:
    """Inner lines are below the header one by one; the indentation is what the outer line has more."""
    line, _ = lines.place(header)
    below = source[source.find("\n", header) + 1 :].split("\n", held.count("\n") + 1)
    for outer, line_held in zip(below, held.split("\n"), strict=False):
        if line_held.strip():
            outer = outer.removesuffix("\r")  # noqa: PLW2901  without its CR
            return Inner(line + 1, len(outer) - len(line_held)) if outer.endswith(line_held) else Inner(0, 0)
    return Inner(line + 1, 0)


def _end(node: Node, source: str, base: int) -> int:
    """The end as people see it: libyaml ends a block at the next token, a block scalar after its blank lines."""
    while isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, MappingNode) else last
    start, end = base + node.start_mark.index, base + node.end_mark.index
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        return start + len(source[start:end].rstrip())
    return end


def _walk(root: Node, route: Route) -> tuple[Node | None, Node, bool]:
    """Key node and node of a route, and whether it is missing: then they are those of its nearest parent."""
    key: Node | None = None
    node = root
    for step in route:
        holder = node
        while isinstance(holder, AliasNode):
            holder = holder.target
        if isinstance(holder, MappingNode):
            found = yaml_values.entry(holder, str(step))
            if found is None:
                return key, node, True
            key, node = found
        elif isinstance(holder, SequenceNode) and isinstance(step, int) and step < len(holder.value):
            key, node = None, holder.value[step]
        else:
            return key, node, True
    return key, node, False
