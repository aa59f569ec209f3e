"""Amazon Linux 2 on EKS: user data that calls bootstrap.sh (Kubernetes 1.32 and earlier)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.targets.eks import formula as eks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Intent, Reading, Rendering

NAME = "al2"

formula = eks.formula


def platform_defaults(version: Version) -> dict[str, Any]:
    """The configuration file as bootstrap.sh leaves it, but for what depends on machine, node and arguments."""
    from numaconf.targets.al2 import bootstrap

    fields = {"evictionHard": dict(eks.EVICTION_HARD), "cgroupDriver": "systemd", **eks.RESERVED_CGROUPS}
    return bootstrap.configuration() | fields


def render(intent: Intent) -> Rendering:
    """`user-data.sh`, and the kubelet's arguments as one line."""
    from numaconf.targets.al2.renderer import render

    return render(intent)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What a node makes of user data."""
    from numaconf.targets.al2.reader import read

    return read(sources, version, machine)
