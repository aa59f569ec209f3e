"""What the kubelet's configuration files of both EKS images have alike.

Source: awslabs/amazon-eks-ami, `nodeadm/internal/kubelet/config.go` (2026-07) and `templates/al2/runtime/` (2026-03).
"""

from __future__ import annotations

from typing import Any


def common() -> dict[str, Any]:
    """The fields, made again for each that changes them."""
    return {
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
        "cgroupRoot": "/",
        "clusterDomain": "cluster.local",
        "hairpinMode": "hairpin-veth",
        "protectKernelDefaults": True,
        "readOnlyPort": 0,
        "serializeImagePulls": False,
        "serverTLSBootstrap": True,
    }
