"""Cluster API's kubeadm bootstrap provider, and EKS Anywhere, which makes such objects.

Source: kubernetes-sigs/cluster-api `api/bootstrap/kubeadm`, `docs/book/src/tasks/bootstrap/kubeadm-bootstrap`
(2026-08); aws/eks-anywhere `pkg/api/v1alpha1/cluster.go`. Both were read, and kubeadm, which does the rest, was asked.
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

NAME = "cluster-api"


def said(sources: Sequence[Source]) -> Context:
    """The Kubernetes version that an object names."""
    from numaconf.targets.cluster_api import objects

    return named(objects.version(sources[0].document.value))


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of the machine that is chosen."""
    from numaconf.targets.cluster_api import eks_anywhere, objects, reader

    source = sources[0]
    if objects.group(source.document.value) == objects.EKS_ANYWHERE:
        return eks_anywhere.read(sources, version, machine)
    return reader.read(source, version, machine)
