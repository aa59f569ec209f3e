"""JSON merge patch (RFC 7386) as `gopkg.in/evanphx/json-patch.v4` does it, on values that know where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import tree
from numaconf.kubelet.effective import Lost

if TYPE_CHECKING:
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.tree import Node


def merge_patch(target: Node, patch: dict[str, Any], origin: Origin, lost: list[Lost]) -> None:
    """RFC 7386, in place; what a later document replaces is noted in `lost`."""
    for key, value in patch.items():
        here = tree.child(origin, key)
        old = target.value.get(key)
        if isinstance(value, dict) and old is not None and isinstance(old.value, dict):
            merge_patch(old, value, here, lost)
            old.origin = here
            continue
        if old is not None:
            note_lost(old, here, lost)
        if value is None:
            target.value.pop(key, None)
        else:
            # Nulls stay in a list that takes the place of a map.
            kept = value if old is not None and isinstance(old.value, dict) else without_nulls(value)
            target.value[key] = tree.from_layer(kept, here)


def note_lost(old: Node, by: Origin, lost: list[Lost]) -> None:
    """Everything that a document wrote into `old` is replaced by what is at `by`."""
    if isinstance(old.value, dict):
        for inner in old.value.values():
            note_lost(inner, by, lost)
    elif old.origin.kind == "document":
        lost.append(Lost(old.origin, f"replaced by {by.source.path if by.source else 'a later file'}"))


def without_nulls(value: Any) -> Any:
    """A new value of a merge patch: keys with null are left out, at any depth; null elements of lists stay."""
    if isinstance(value, dict):
        return {key: without_nulls(held) for key, held in value.items() if held is not None}
    return [without_nulls(held) for held in value] if isinstance(value, list) else value
