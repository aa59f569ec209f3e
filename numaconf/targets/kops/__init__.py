"""kops: `spec.kubelet` of a Cluster and of an InstanceGroup, in field names and types of kops' own.

Source: kubernetes/kops `pkg/apis/kops/componentconfig.go`, `pkg/model/components/kubelet.go`,
`pkg/nodemodel`, `pkg/apis/nodeup/config.go` (2026-08), read. An InstanceGroup's cluster is another object: what it says
is not known where it is not in the file.
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

NAME = "kops"


def said(sources: Sequence[Source]) -> Context:
    """What the object says about its nodes."""
    from numaconf.targets.kops import reader

    return reader.said(sources)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What comes into force of the documents."""
    from numaconf.targets.kops import reader

    return reader.read(sources, version, machine, context)
