"""kind: clusters of containers, whose kubeadm files its template and the patches of a file make.

Source: kubernetes-sigs/kind 0.33, `pkg/cluster/internal/kubeadm/config.go`, `pkg/internal/patch`,
`pkg/apis/config/v1alpha4`; its packages were asked (tests/recordings/kind.json).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading

NAME = "kind"


def said(sources: Sequence[Source]) -> Context:
    """The Kubernetes version of the nodes' images, where they have one and the same."""
    nodes: Any = sources[0].document.value.get("nodes")
    images = {str(one.get("image")) for one in nodes if isinstance(one, dict)} if isinstance(nodes, list) else set()
    match = re.search(r":v(\d+\.\d+\.\d+)", next(iter(images))) if len(images) == 1 else None
    return named(match[1]) if match else NOTHING


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of one node of a cluster, by default of the first control plane."""
    from numaconf.targets.kind import reader

    return reader.read(sources[0], version, machine)
