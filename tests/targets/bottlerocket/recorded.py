"""What the real settings model and templates did with 212 documents."""

from __future__ import annotations

import re
from typing import Any

from numaconf.kubelet.version import Version

OLD, NEW = Version(1, 32, 0), Version(1, 66, 0)
MODELS = {"model_0.7": OLD, "model_0.27": NEW}
"""An OS version for each recorded settings model."""

KITS = {
    "kit3.1": Version(1, 26, 1),
    "kit11.0": Version(1, 51, 0),
    "kit12.3": Version(1, 54, 0),
    "kit13.0": Version(1, 55, 0),
    "kit14.2": Version(1, 60, 0),
    "kit14.3": Version(1, 61, 0),
    "kit17.0": NEW,
    # A maintainer's branch: with what OS 1.60.0 brought, and idsPerPod moved to its right place.
    "fork-2026-09": NEW,
}
"""An OS version for each recorded kit of templates."""

DEFAULTS = {
    "cluster-domain": "cluster.local",
    "standalone-mode": False,
    "authentication-mode": "aws",
    "server-tls-bootstrap": True,
    "cloud-provider": "external",
    "hostname-override-source": "private-dns-name",
    "seccomp-default": False,
}
"""The settings that every recorded node had."""


def template(tag: str) -> tuple[Version, Version] | None:
    """Kubernetes and OS version of `1.35@kit14.2`; None for a Kubernetes version that is too old."""
    minor, _, kit = tag.partition("@")
    number = int(minor[2:])
    return (Version(1, number), KITS[kit]) if number >= 27 else None


def said(error: str) -> str:
    """A recorded error without the column of the inner form, and with its pattern cut out."""
    error = re.sub(r" at line 1 column \d+$", "", error)
    return re.sub(r"'\(\?x\).*?\n   '", "'…'", error, flags=re.DOTALL)


def generated(case: dict[str, Any]) -> dict[str, Any]:
    """What the platform generated for a case."""
    return case.get("generated", {}).get("settings.kubernetes", {})
