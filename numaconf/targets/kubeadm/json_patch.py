"""JSON patches (RFC 6902) on values that know where they come from, as kubeadm and kind apply them.

The two use `gopkg.in/evanphx/json-patch.v4` and `github.com/evanphx/json-patch/v5`, which differ: v4 takes `replace`
and `remove` of an object's missing key for what they say, v5 refuses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.kubelet import tree
from numaconf.kubelet.tree import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.effective import Origin

OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")


class Refused(Exception):
    """An operation that cannot be applied. `index`: which one of the patch, -1 for the patch itself."""

    def __init__(self, message: str, index: int = -1) -> None:
        super().__init__(message)
        self.message, self.index = message, index


def apply(root: Node, operations: Any, origin: Origin, *, strict: bool) -> None:
    """Apply the operations, in place. `strict`: as v5. Raises Refused."""
    if not isinstance(operations, list):
        raise Refused("a JSON patch is a list of operations")
    for index, one in enumerate(operations):
        try:
            _apply(root, one, tree.child(tree.child(origin, index), "value"), strict=strict)
        except Refused as error:  # noqa: PERF203  a patch has a few operations
            raise Refused(error.message, index) from None


def _apply(root: Node, one: Any, origin: Origin, *, strict: bool) -> None:
    name = one.get("op") if isinstance(one, dict) else None
    if name not in OPERATIONS:
        raise Refused(f"an operation is one of {', '.join(OPERATIONS)}")
    path = _steps(one.get("path"))
    if not path:
        raise Refused(f"{name} of the whole document")
    if name in {"move", "copy"}:
        source = _steps(one.get("from"))
        value = _plain(_get(root, source))
        if name == "move":
            _remove(root, source)
        _put(root, path, value, origin, insert=True)
    elif name == "test":
        found = _plain(_get(root, path, missing=None))
        if found != one.get("value"):
            raise Refused(f"testing value {one.get('path')} failed")
    elif name == "remove":
        if strict:
            _get(root, path)
        _remove(root, path)
    else:
        if name == "replace" and strict:
            _get(root, path)
        _put(root, path, one.get("value"), origin, insert=name == "add")


def _steps(pointer: Any) -> list[str]:
    if not isinstance(pointer, str) or (pointer and pointer[0] != "/"):
        raise Refused(f"{pointer!r} is not a JSON pointer: it starts with a slash")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _plain(node: Any) -> Any:
    return tree.to_config(node)[0] if isinstance(node, Node) else node


_NONE: Any = object()


def _get(root: Node, steps: Sequence[str], missing: Any = _NONE) -> Any:
    """The node or value at a place."""
    found: Any = root
    for step in steps:
        value = found.value if isinstance(found, Node) else found
        if isinstance(value, dict) and step in value:
            found = value[step]
        elif isinstance(value, list) and step.isdecimal() and whole(step) < len(value):
            found = value[whole(step)]
        elif missing is not _NONE:
            return missing
        else:
            raise Refused(f"there is nothing at /{'/'.join(steps)}")
    return found


def _remove(root: Node, steps: Sequence[str]) -> None:
    holder = _get(root, steps[:-1])
    value = holder.value if isinstance(holder, Node) else holder
    if isinstance(value, dict):
        value.pop(steps[-1], None)
    elif isinstance(value, list) and steps[-1].isdecimal() and whole(steps[-1]) < len(value):
        changed = [*value[: whole(steps[-1])], *value[whole(steps[-1]) + 1 :]]
        _set_list(root, steps[:-1], changed)
    else:
        raise Refused(f"there is nothing at /{'/'.join(steps)}")


def _put(root: Node, steps: Sequence[str], value: Any, origin: Origin, *, insert: bool) -> None:
    holder = _get(root, steps[:-1])
    held = holder.value if isinstance(holder, Node) else holder
    last = steps[-1]
    if isinstance(held, dict):
        held[last] = tree.from_layer(value, origin) if isinstance(holder, Node) else value
        return
    if not isinstance(held, list) or not (last == "-" or last.isdecimal()):
        raise Refused(f"there is nothing to add to at /{'/'.join(steps[:-1])}")
    at = len(held) if last == "-" else whole(last)
    if at > len(held) or (not insert and at == len(held)):
        raise Refused(f"the list at /{'/'.join(steps[:-1])} has no element {last}")
    _set_list(root, steps[:-1], [*held[:at], value, *held[at + (not insert) :]])


def _set_list(root: Node, steps: Sequence[str], changed: list[Any]) -> None:
    """Put a list in the place of another; a list has one origin as a whole."""
    holder = _get(root, steps)
    if isinstance(holder, Node):
        holder.value = changed
    else:
        holder[:] = changed
