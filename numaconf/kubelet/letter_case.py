"""Keys in any letter case: how Go's `encoding/json` finds the field that a key of a merged drop-in means.

The keys are decoded in the order of their bytes, each into what the earlier spellings left: maps and structs merge, a
list is laid over the older one element by element, anything else is replaced. A value that is replaced later must have
the right type all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields, readers, tree
from numaconf.kubelet.decode import Problem
from numaconf.kubelet.tree import Node

if TYPE_CHECKING:
    from numaconf.kubelet.effective import Origin

    Found = list[tuple[Problem, Origin]]


def canonical(node: Node, struct: str, minor: int, problems: Found, path: str = "") -> Node:
    """Every key under its field's own name. `path`: the fields that lead here, joined by dots."""
    held: dict[str, Node] = {}
    spelled: dict[str, str] = {}
    for key in sorted(node.value):
        inner: Node = node.value[key]
        name = field_name(key, struct, minor)
        if name is None:
            if path or key.casefold() not in {"apiversion", "kind"}:
                problems.append((unknown(key, struct, minor), inner.origin))
            continue
        inner = canonical_value(inner, fields.STRUCTS[struct][name].type, minor, problems, f"{path}.{name}".lstrip("."))
        before = held.get(name)
        if before is not None:
            merges = isinstance(before.value, dict) and isinstance(inner.value, dict)
            inner = over(before, inner)
            if inner.origin is not before.origin and not merges:
                problems += misfits(before, name, struct, minor, path)
                if spelled[name] != name:
                    problems.append((Problem("case", (), "", suggestion=name), before.origin))
                    problems[:] = [
                        p for p in problems if p != (Problem("recased", (), "", suggestion=name), before.origin)
                    ]
        if key != name:
            problems.append((Problem("recased", (), "", suggestion=name), inner.origin))
        held[name], spelled[name] = inner, key
    return Node(held, node.origin)


def canonical_value(node: Node, type_: str, minor: int, problems: Found, path: str) -> Node:
    """A field's value, with the keys of the structs inside it under their own names."""
    bare = fields.plain(type_)
    if bare in fields.STRUCTS and isinstance(node.value, dict):
        return canonical(node, bare, minor, problems, path)
    item = fields.plain(fields.element(type_) or "")
    if item not in fields.STRUCTS or not isinstance(node.value, list):
        return node
    out: list[Any] = []
    for index, value in enumerate(node.value):
        if isinstance(value, dict):
            below = tree.from_layer(value, tree.child(node.origin, index))
            value = tree.to_config(canonical(below, item, minor, problems, path))[0]  # noqa: PLW2901  the rewritten value
        out.append(value)
    return Node(out, node.origin)


def over(before: Node, node: Node) -> Node:
    """What is left when a value is decoded into the place of another spelling's."""
    if isinstance(before.value, dict) and isinstance(node.value, dict):
        merged = {
            key: over(before.value[key], inner) if key in before.value else inner for key, inner in node.value.items()
        }
        return Node({**before.value, **merged}, node.origin)
    if isinstance(before.value, list) and isinstance(node.value, list):
        return Node(reuse(before.value, node.value), node.origin)
    return node


def reuse(old: Any, new: Any) -> Any:
    """A list or an element of one as Go decodes it into the place of an older one: what it lacks stays."""
    if new is None:
        return old
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: reuse(old.get(key), value) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        return [reuse(old[index], item) if index < len(old) else item for index, item in enumerate(new)]
    return new


def misfits(node: Node, name: str, struct: str, minor: int, path: str) -> Found:
    """The type errors of a value that another spelling replaces; the kubelet exits on them none the less."""
    wrong: list[readers.Wrong] = []
    readers.struct(struct, minor, path)({name: tree.to_config(node)[0]}, (), wrong)
    return [
        (Problem("type", (), f"failed to decode: {one.text}", fatal=True), node.origin)
        for one in wrong
        if not one.struct
    ]


def field_name(key: str, struct: str, minor: int) -> str | None:
    """The field of a struct that a key means in any letter case, if that minor knows it."""
    known = fields.STRUCTS[struct]
    name = key if key in known else fields.folded(struct).get(key.casefold())
    return name if name is not None and known[name].since <= minor else None


def unknown(key: str, struct: str, minor: int) -> Problem:
    """A key that a drop-in has and the kubelet does not know; it vanishes silently."""
    field = fields.STRUCTS[struct].get(key)
    if field is not None and field.since > minor:
        return Problem("later", (), "", since=field.since)
    return Problem("unknown", (), "", suggestion=fields.suggest(key, struct) or "")
