"""Gardener: `kubernetes.kubelet` of a Shoot and of its workers.

A worker's block takes the place of the Shoot's as a whole.

Source: gardener/gardener `pkg/apis/core/v1beta1`, `pkg/api/core/v1beta1/helper/shoot.go`,
`pkg/component/extensions/operatingsystemconfig/original/components/kubelet/config.go` (2026-08), read.
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

NAME = "gardener"


def said(sources: Sequence[Source]) -> Context:
    """What the object says about its nodes."""
    from numaconf.targets.gardener import reader

    return reader.said(sources)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What comes into force of the documents."""
    from numaconf.targets.gardener import reader

    return reader.read(sources, version, machine, context)
