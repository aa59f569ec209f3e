"""Amazon Linux 2023 on EKS: NodeConfig documents and user data, as nodeadm reads and writes them."""

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

NAME = "al2023"

formula = eks.formula


def platform_defaults(version: Version) -> dict[str, Any]:
    """What nodeadm writes into the kubelet's configuration file, but for what depends on machine and node."""
    from numaconf.targets.al2023 import defaults

    return defaults.config(version)


def render(intent: Intent) -> Rendering:
    """`nodeconfig.yaml` and `user-data.mime`."""
    from numaconf.targets.al2023.renderer import render

    return render(intent)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What nodeadm and the kubelet make of NodeConfigs or user data (several: in merge order)."""
    from numaconf.targets.al2023.reader import read

    return read(sources, version, machine)
