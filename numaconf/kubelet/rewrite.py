"""A configuration as Go writes it again: what becomes of it where a program decodes it and writes the kubelet's file.

kubeadm, Talos and k0s do that. Fields of the API are marked `omitempty`, so an empty map, list or string, a zero and a
false vanish, and the kubelet fills in its default: `evictionHard: {}`, which in the kubelet's own file means *no
thresholds*, comes out as the default thresholds. Values behind pointers stay as they are.

Source: `k8s.io/kubelet/config/v1beta1`, Kubernetes 1.34; tests/recordings/kubeadm.json, talos.json, k0s.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import duration, fields, reserved_memory

if TYPE_CHECKING:
    from numaconf.kubelet.tree import Node


def rewritten(config: dict[str, Any]) -> dict[str, Any]:
    """The fields that are left when a decoded configuration is written again, quantities in their canonical form."""
    return _struct(reserved_memory.rewritten(config), "KubeletConfiguration")


def prune(root: Node, left: dict[str, Any]) -> None:
    """Take out of a tree what `rewritten` has left out at its top, and give it the values that it has changed."""
    for name in list(root.value):
        if name not in left:
            del root.value[name]
        elif not isinstance(left[name], dict):
            root.value[name].value = left[name]


def _struct(value: dict[str, Any], struct: str) -> dict[str, Any]:
    known = fields.STRUCTS[struct]
    found = {}
    for name, held in value.items():
        type_ = known[name].type if name in known else ""
        inner = fields.plain(type_)
        if inner in fields.STRUCTS and isinstance(held, dict):
            held = _struct(held, inner)  # noqa: PLW2901  the rewritten value
        if type_.startswith("*") or not _is_empty(held, inner):
            found[name] = held
    return found


def _is_empty(value: Any, type_: str) -> bool:
    """Whether Go leaves a value out, or writes a zero that means the same as none."""
    if type_ == "Duration" and isinstance(value, str):
        try:
            return duration.parse(value) == 0
        except duration.DurationError:
            return False
    return not value
