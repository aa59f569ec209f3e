"""A configuration whose every value knows where it comes from, for as long as layers are merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Origin, origin_at

if TYPE_CHECKING:
    from numaconf.documents.source import Route


class Node:
    """A JSON value. `value` is a dict of nodes, or anything else as it is (a list has one origin as a whole)."""

    __slots__ = ("origin", "value")

    def __init__(self, value: Any, origin: Origin) -> None:
        self.value, self.origin = value, origin


def child(origin: Origin, key: str | int) -> Origin:
    """Where the value below a key comes from, when the whole comes from `origin`."""
    return origin._replace(route=(*origin.route, key)) if origin.kind == "document" else origin


def from_layer(value: Any, origin: Origin) -> Node:
    """The nodes of a document's value, all from that document."""
    if isinstance(value, dict):
        return Node({key: from_layer(held, child(origin, key)) for key, held in value.items()}, origin)
    return Node(value, origin)


def from_config(config: dict[str, Any], origins: dict[Route, Origin]) -> Node:
    """The nodes of a configuration with origins by route."""

    def walk(value: Any, route: Route) -> Node:
        if isinstance(value, dict):
            return Node({key: walk(held, (*route, key)) for key, held in value.items()}, origin_at(origins, route))
        return Node(value, origin_at(origins, route))

    return walk(config, ())


def to_config(root: Node) -> tuple[dict[str, Any], dict[Route, Origin]]:
    """The plain configuration and its origins, with an entry only where the parent does not already lead there."""
    origins: dict[Route, Origin] = {(): root.origin}

    def walk(node: Node, route: Route) -> Any:
        if not isinstance(node.value, dict):
            return node.value
        held = {}
        for key, inner in node.value.items():
            here = (*route, key)
            if inner.origin != child(node.origin, key):
                origins[here] = inner.origin
            held[key] = walk(inner, here)
        return held

    return walk(root, ()), origins


def put(root: Node, route: Route, value: Any, origin: Origin) -> None:
    """Set a value at a route of keys, making the maps on the way."""
    node = root
    for step in route[:-1]:
        node = node.value.setdefault(step, Node({}, origin))
    node.value[route[-1]] = from_layer(value, origin)
