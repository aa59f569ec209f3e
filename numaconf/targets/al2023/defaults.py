"""What nodeadm puts into `/etc/kubernetes/kubelet/config.json` whatever the machine.

Source: awslabs/amazon-eks-ami `nodeadm/internal/kubelet/config.go` (2026-07; Kubernetes 1.28 to 1.36 have such images).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import gates
from numaconf.kubelet.version import FIRST
from numaconf.targets.eks import formula as eks

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
        "address": "0.0.0.0",  # noqa: S104  the kubelet's own address, not one that is bound here
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"cacheTTL": "2m0s", "enabled": True},
            "x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"},
        },
        "authorization": {
            "mode": "Webhook",
            "webhook": {"cacheAuthorizedTTL": "5m0s", "cacheUnauthorizedTTL": "30s"},
        },
        "cgroupDriver": "systemd",
        "cgroupRoot": "/",
        "clusterDomain": "cluster.local",
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "evictionHard": dict(eks.EVICTION_HARD),
        "featureGates": on,
        "hairpinMode": "hairpin-veth",
        "logging": {"verbosity": 2},
        "protectKernelDefaults": True,
        "readOnlyPort": 0,
        "serializeImagePulls": False,
        "serverTLSBootstrap": True,
        "tlsCipherSuites": list(_CIPHERS),
        **eks.RESERVED_CGROUPS,
    }
    if version.minor >= _SHUTDOWN_SINCE:
        fields |= {"shutdownGracePeriod": "2m30s", "shutdownGracePeriodCriticalPods": "30s"}
    return fields
