"""What kind's template for kubeadm says, before any patch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.tree import Node

if TYPE_CHECKING:
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version

ORIGIN = Origin("platform-default", note="kind's template for kubeadm")
INIT, JOIN, KUBELET = "InitConfiguration", "JoinConfiguration", decode.KIND

FIELDS: dict[str, Any] = {
    "cgroupDriver": "systemd",
    "cgroupRoot": "/kubelet",
    "failSwapOn": False,
    "imageGCHighThresholdPercent": 100,
    # Set, so that the kubelet's own thresholds, memory.available among them, do not count.
    "evictionHard": {"nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%"},
}


def api_version(version: Version) -> str:
    """Kubeadm's API version in the template."""
    return "v1beta4" if version.minor >= 36 else "v1beta3"


def documents(version: Version) -> dict[str, str]:
    """The kinds of the template's documents with their apiVersions: what a patch can match."""
    kubeadm = f"kubeadm.k8s.io/{api_version(version)}"
    return {
        "ClusterConfiguration": kubeadm,
        INIT: kubeadm,
        JOIN: kubeadm,
        KUBELET: decode.API_VERSION,
        "KubeProxyConfiguration": "kubeproxy.config.k8s.io/v1alpha1",
    }


def kubelet(source: Source) -> Node:
    """The template's KubeletConfiguration, with the feature gates of the cluster."""
    root = tree.from_layer(FIELDS, ORIGIN)
    gates = source.document.value.get("featureGates")
    if isinstance(gates, dict) and gates:
        root.value["featureGates"] = tree.from_layer(gates, Origin("document", source, ("featureGates",)))
    return root
