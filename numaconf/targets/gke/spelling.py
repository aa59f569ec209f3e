"""GKE's names for the kubelet's fields."""

from __future__ import annotations

from numaconf.targets.gke import tables
from numaconf.targets.spelling import Holder, Spelling, named, nothing

_NAMES = {key.removeprefix("kubeletConfig."): path for path, key in tables.FIELDS.items()}
_MAPS = {"topologyManager": "topologyManagerPolicy", "memoryManager": "memoryManagerPolicy"}

SPELLING = Spelling(
    "GKE",
    named(tables.FIELDS, "GKE"),
    nothing,
    prefixes=("kubeletConfig.",),
    holders=(
        Holder(
            "kubeletConfig",
            "the kubelet's settings: a few under names of their own on GKE (gcloud --system-config-from-file) and AKS "
            "(az --kubelet-config), fields of a KubeletConfiguration on OpenShift (spec.kubeletConfig)",
            "GKE, AKS, OpenShift",
        ),
        Holder("linuxConfig", "sysctls and hugepages of a node pool, beside kubeletConfig"),
        Holder(
            "linuxConfig.hugepageConfig",
            "hugepages of the node: hugepage_size2m and hugepage_size1g, numbers of pages",
            also="hugepageConfig",
        ),
    ),
    names=tuple((name, f"kubeletConfig.{name}", path) for name, path in {**_NAMES, **_MAPS}.items()),
)
