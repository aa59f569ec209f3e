"""k0s: worker profiles of a ClusterConfig, and of k0sctl's Cluster.

Source: k0sproject/k0s `pkg/apis/k0s/v1beta1/workerprofile.go`, `pkg/component/controller/workerconfig/reconciler.go`
(2026-08); the libraries that they call were asked (tests/recordings/k0s.json).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.context import Context, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading

NAME = "k0s"


def said(sources: Sequence[Source]) -> Context:
    """The Kubernetes version of k0sctl's `spec.k0s.version`: `v1.34.1+k0s.0`."""
    from numaconf.documents.source import value_at

    return named(value_at(sources[0].document.value, ("spec", "k0s", "version")))


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of a node with the profile that is chosen."""
    from numaconf.targets.k0s import reader

    return reader.read(sources[0], version, machine)
