"""Strategic merge patches of a KubeletConfiguration, on values that know where they come from.

Maps merge, everything else is replaced: no list of a KubeletConfiguration has a merge key, so `reservedMemory` and
`enforceNodeAllocatable` come out as the patch has them. `null` takes a key out; the directives are `$patch` (replace,
delete, merge) and `$retainKeys`.

Source: `k8s.io/apimachinery/pkg/util/strategicpatch`, Kubernetes 1.34; tests/recordings/kubeadm.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import tree
from numaconf.kubelet.patch import note_lost
from numaconf.kubelet.tree import Node

if TYPE_CHECKING:
    from numaconf.kubelet.effective import Lost, Origin

PATCH, RETAIN = "$patch", "$retainKeys"


class Refused(Exception):
    """A patch that cannot be applied."""


def merge(target: Node, patch: Any, origin: Origin, lost: list[Lost]) -> None:
    """Apply a patch, in place; what it replaces is noted in `lost`. Raises Refused."""
    if not isinstance(patch, dict):
        raise Refused("a strategic merge patch is a map")
    given = {key: value for key, value in patch.items() if not _is_directive(key)}
    directive = patch.get(PATCH)
    if directive not in (None, "replace", "delete", "merge"):
        raise Refused(f"unknown patch type: {directive}")
    if directive in {"replace", "delete"}:
        note_lost(target, origin, lost)
        kept = given if directive == "replace" else {}
        target.value = {key: tree.from_layer(value, tree.child(origin, key)) for key, value in kept.items()}
        return
    retained = patch.get(RETAIN)
    if isinstance(retained, list):
        for key in [key for key in target.value if key not in retained]:
            note_lost(target.value.pop(key), origin, lost)
    for key, value in given.items():
        _merge_key(target, key, value, tree.child(origin, key), lost)


def _merge_key(target: Node, key: str, value: Any, here: Origin, lost: list[Lost]) -> None:
    old = target.value.get(key)
    if old is not None and isinstance(old.value, dict) and isinstance(value, dict):
        merge(old, value, here, lost)
        if value:
            old.origin = here
        return
    if old is not None:
        note_lost(old, here, lost)
    if value is None:
        target.value.pop(key, None)
    else:
        target.value[key] = tree.from_layer(_new(value), here)


def _new(value: Any) -> Any:
    """A value that the target has not: without nulls and directives."""
    if isinstance(value, dict):
        return {key: _new(held) for key, held in value.items() if held is not None and not _is_directive(key)}
    return value


def _is_directive(key: str) -> bool:
    return key in {PATCH, RETAIN} or key.startswith(("$setElementOrder/", "$deleteFromPrimitiveList/"))
