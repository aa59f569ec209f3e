"""What kind's strict decoder takes of a file: keys, types, and a control plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.targets.kind.patches import JSON, MERGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source

GROUP, API_VERSION = "kind.x-k8s.io", "kind.x-k8s.io/v1alpha4"
_COMMON = frozenset({MERGE, JSON})
_CLUSTER = _COMMON | {
    "kind", "apiVersion", "name", "nodes", "networking", "featureGates", "runtimeConfig", "containerdConfigPatches",
    "containerdConfigPatchesJSON6902",
}  # fmt: skip
_NODE = _COMMON | {"role", "image", "labels", "extraMounts", "extraPortMappings"}
CONTROL_PLANE, WORKER = "control-plane", "worker"


def problems(source: Source) -> Iterator[tuple[str, Route]]:
    """Why kind does not take a file: messages with their routes."""
    value = source.document.value
    if value.get("apiVersion") != API_VERSION:
        yield f"kind reads {API_VERSION} only", ("apiVersion",)
        return
    yield from _keys(value, _CLUSTER, ())
    nodes = value.get("nodes")
    if nodes is not None and not isinstance(nodes, list):
        yield "nodes is not a list, and kind exits", ("nodes",)
        return
    for at, node in enumerate(nodes or ()):
        if isinstance(node, dict):
            yield from _keys(node, _NODE, ("nodes", at))
        elif node is not None:
            yield "a node is a map, and kind exits at anything else", ("nodes", at)
    roles = [node.get("role") or CONTROL_PLANE for node in nodes or () if isinstance(node, dict)]
    if roles and CONTROL_PLANE not in roles:
        yield "a cluster needs a node with the role control-plane, and kind exits without one", ("nodes",)
    gates = value.get("featureGates")
    for name, on in gates.items() if isinstance(gates, dict) else ():
        if not isinstance(on, bool):
            yield f"featureGates.{name} is not true or false, and kind exits", ("featureGates", name)


def _keys(value: dict[str, Any], known: frozenset[str], route: Route) -> Iterator[tuple[str, Route]]:
    for key in value:
        if key not in known:
            from difflib import get_close_matches

            close = get_close_matches(key, sorted(known), n=1, cutoff=0.7)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield f"kind knows no key {key} here, and exits{hint}", (*route, key)
    for key in (MERGE, JSON):
        held = value.get(key)
        if held is not None and not isinstance(held, list):
            yield f"{key} is not a list, and kind exits", (*route, key)
        elif key == MERGE:
            for at, one in enumerate(held or ()):
                if isinstance(one, dict | list):
                    yield "a patch is text, and kind exits on a map: write it as a block scalar, - |", (*route, key, at)
        else:
            for at, one in enumerate(held or ()):
                if not isinstance(one, dict):
                    yield f"an item of {key} is a map, and kind exits at anything else", (*route, key, at)


def first_control_plane(source: Source) -> Route:
    """The node that `kubeadm init` makes; `()` where the file lists no nodes."""
    nodes = source.document.value.get("nodes")
    for at, node in enumerate(nodes if isinstance(nodes, list) else ()):
        if isinstance(node, dict) and (node.get("role") or CONTROL_PLANE) == CONTROL_PLANE:
            return ("nodes", at)
    return ()


def nodes(source: Source) -> list[Route]:
    """A node for each way in which the nodes of a cluster differ: the first control plane, and of the others one
    without patches of its own and all with some.
    """
    first = first_control_plane(source)
    found, plain = [first], False
    held = source.document.value.get("nodes")
    for at, node in enumerate(held if isinstance(held, list) else ()):
        if ("nodes", at) == first or not isinstance(node, dict):
            continue
        own = bool(node.get(MERGE) or node.get(JSON))
        if own or not plain:
            found.append(("nodes", at))
        plain |= not own
    return found
