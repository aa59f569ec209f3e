"""MicroShift: `kubelet` of `/etc/microshift/config.yaml` and `config.d`.

The files are merged as JSON merge patches, and the map is written as text after MicroShift's own, so that a key which
is there, too, takes its place. The kubelet's loader is called without the filling in of thresholds: without
evictionHard there are none.

Source: openshift/microshift `pkg/node/kubelet.go`, `assets/core/kubelet.yaml`, `pkg/config/files.go` (2026-08), read.
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

NAME = "microshift"


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What comes into force of the documents."""
    from numaconf.targets.microshift import reader

    return reader.read(sources, version, machine, context)
