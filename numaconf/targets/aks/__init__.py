"""AKS: custom node configurations (`--kubelet-config`), ARM's node pools and AKSNodeClass, in names of their own.

The service works out reservations and sums, so nothing is added up here: names and values are looked at.

Source: Azure/AgentBaker `pkg/agent/datamodel/types.go`, Azure's documentation (2026-08), read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading

NAME = "aks"


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What the service takes of the settings; no configuration comes of them that could be known."""
    from numaconf.targets.aks import reader

    return reader.read(sources[0])
