"""GKE: node system configurations (`--system-config-from-file`) and ComputeClass, in names of their own.

The service works out reservations and sums, so nothing is added up here: names and values are looked at.

Source: Google Cloud SDK `googlecloudsdk/api_lib/container/util.py`, GKE's documentation (2026-08), read.
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

NAME = "gke"


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What gcloud and the service take of the settings; no configuration comes of them that could be known."""
    from numaconf.targets.gke import reader

    return reader.read(sources[0])
