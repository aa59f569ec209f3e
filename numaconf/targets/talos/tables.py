"""What Talos protects, denies and sets by itself.

Source: siderolabs/talos `pkg/machinery/kubelet/kubelet.go`, `pkg/machinery/constants`, `kubelet_spec.go`.
"""

from __future__ import annotations

from typing import Any

PROTECTED = (
    "apiVersion", "authentication", "authorization", "cgroupRoot", "kind", "kubeletCgroups", "port",
    "protectKernelDefaults", "resolvConf", "rotateCertificates", "systemCgroups", "staticPodPath", "seccompDefault",
)  # fmt: skip
"""Fields of extraConfig that a machine configuration cannot set."""

DENIED = (
    "bootstrap-kubeconfig", "kubeconfig", "container-runtime", "container-runtime-endpoint", "config", "cert-dir",
)  # fmt: skip
"""Flags that extraArgs cannot set."""

KUBELET_KEYS = frozenset(
    "image clusterDNS extraArgs extraMounts extraConfig credentialProviderConfig defaultRuntimeSeccompProfileEnabled "
    "registerWithFQDN nodeIP skipNodeRegistration disableManifestsDirectory".split()
)
"""The keys of `machine.kubelet`."""

RESERVED = {"cpu": "50m", "pid": "100", "ephemeral-storage": "256Mi"}
"""systemReserved where the document gives none of its keys; memory depends on the machine's type."""
MEMORY = {"worker": "384Mi", "controlplane": "512Mi", "init": "512Mi"}

DEFAULTS: dict[str, Any] = {
    "address": "0.0.0.0",  # noqa: S104  Talos' own
    "oomScoreAdj": -450,
    "clusterDomain": "cluster.local",
    "clusterDNS": ["10.96.0.10"],
    "serializeImagePulls": False,
    "failSwapOn": False,
    "shutdownGracePeriod": "30s",
    "shutdownGracePeriodCriticalPods": "10s",
    "streamingConnectionIdleTimeout": "5m0s",
    "tlsMinVersion": "VersionTLS13",
}
"""Fields that a document may set."""

FORCED: dict[str, Any] = {
    "port": 10250,
    "authentication": {
        "x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"},
        "webhook": {"enabled": True},
        "anonymous": {"enabled": False},
    },
    "authorization": {"mode": "Webhook"},
    "cgroupRoot": "/",
    "systemCgroups": "/system",
    "kubeletCgroups": "/podruntime/kubelet",
    "rotateCertificates": True,
    "protectKernelDefaults": True,
    "resolvConf": "/system/resolved/resolv.conf",
    "seccompDefault": True,
}
