"""Which documents are MicroShift's: its configuration, by its keys or its folder."""

from __future__ import annotations

from typing import Any

_SIBLINGS = frozenset("apiServer debugging dns etcd ingress manifests network node storage telemetry".split())


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header is MicroShift's configuration."""
    if not isinstance(value.get("kubelet"), dict) or "apiVersion" in value:
        return False
    return "/microshift/" in path.replace("\\", "/") or not _SIBLINGS.isdisjoint(value)
