"""What nodeadm puts into `/etc/kubernetes/kubelet/config.json` whatever the machine.

Source: awslabs/amazon-eks-ami `nodeadm/internal/kubelet/config.go` (2026-07; Kubernetes 1.28 to 1.36 have such images).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import gates
from numaconf.kubelet.version import FIRST
from numaconf.targets.eks import formula as eks
from numaconf.targets.eks.configuration import common

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version

_GATES = (
    ("RotateKubeletServerCertificate", FIRST),
    ("DynamicResourceAllocation", 33),
    ("MutableCSINodeAllocatableCount", 34),
)
_SHUTDOWN_SINCE = 34
_CIPHERS = (
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
)


def config(version: Version) -> dict[str, Any]:
    """The fields, but for what depends on the machine or the node: kubeReserved, maxPods, clusterDNS, providerID."""
    set_since = (name for name, since in _GATES if version.minor >= since)
    on = dict.fromkeys(gates.known_to(set_since, version), True)
    fields: dict[str, Any] = {
        **common(),
        "cgroupDriver": "systemd",
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "evictionHard": dict(eks.EVICTION_HARD),
        "featureGates": on,
        "logging": {"verbosity": 2},
        "tlsCipherSuites": list(_CIPHERS),
        **eks.RESERVED_CGROUPS,
    }
    if version.minor >= _SHUTDOWN_SINCE:
        fields |= {"shutdownGracePeriod": "2m30s", "shutdownGracePeriodCriticalPods": "30s"}
    return fields
