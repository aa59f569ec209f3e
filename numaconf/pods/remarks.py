"""What a pod uses and the answer does not take into account."""

from __future__ import annotations

from typing import Any

RESIZING = ("PodResizePending", "PodResizeInProgress")
"""Conditions of a pod whose resize is under way, from 1.33 on; before, `status.resize` says it."""


def remarks(spec: dict[str, Any], status: Any) -> tuple[str, ...]:
    """A sentence for each such thing."""
    found = []
    if spec.get("resourceClaims"):
        found.append("it has resource claims (DRA): their devices take no part in the alignment and are not looked at")
    if spec.get("priorityClassName") in ("system-node-critical", "system-cluster-critical"):
        found.append(
            "it is critical: where only the fit fails the kubelet evicts other pods for it, which is not done here"
        )
    os_name = spec.get("os")
    if isinstance(os_name, dict) and os_name.get("name") not in (None, "linux"):
        found.append("it is not for Linux: a Linux kubelet rejects it (PodOSNotSupported)")
    if _resizes(status):
        found.append(
            "it is being resized: the amounts of its spec are taken; whether the kubelet grants them is not looked at"
        )
    return tuple(found)


def _resizes(status: Any) -> bool:
    if not isinstance(status, dict):
        return False
    conditions = status.get("conditions")
    return bool(status.get("resize")) or any(
        isinstance(one, dict) and one.get("type") in RESIZING and one.get("status") == "True"
        for one in (conditions if isinstance(conditions, list) else ())
    )
