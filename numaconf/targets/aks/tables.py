"""AKS's custom node configuration: its own names and values. The service works out reservations and sums.

Source: Azure/AgentBaker `pkg/agent/datamodel/types.go`, Azure CLI `agentpool_decorator`, Azure's documentation
(2026-08), read.
"""

from __future__ import annotations

from numaconf.targets.platform import Carries

POLICIES = ("none", "best-effort", "restricted", "single-numa-node")

KUBELET: dict[str, type | tuple[str, ...]] = {
    "cpuManagerPolicy": ("none", "static"),
    "cpuCfsQuota": bool,
    "cpuCfsQuotaPeriod": str,
    "imageGcHighThreshold": int,
    "imageGcLowThreshold": int,
    "topologyManagerPolicy": POLICIES,
    "allowedUnsafeSysctls": list,
    "failSwapOn": bool,
    "containerLogMaxSizeMB": int,
    "containerLogMaxFiles": int,
    "podMaxPids": int,
    "seccompDefault": object,  # a boolean in the node's agent, a string in the API
    # Preview (node hardening).
    "kubeReserved": dict,
    "hardEvictionThreshold": dict,
    "softEvictionThreshold": dict,
    "softEvictionGracePeriod": dict,
    "evictionMaxPodGracePeriodInSeconds": int,
}
"""Keys and their types, or values."""

OWN = frozenset(
    "cpuCfsQuota imageGcHighThreshold imageGcLowThreshold containerLogMaxSizeMB podMaxPids hardEvictionThreshold "
    "softEvictionThreshold evictionMaxPodGracePeriodInSeconds".split()
)
"""Names that nobody else has: by these a file without a header is recognised."""

FIELDS = {
    "cpuManagerPolicy": "cpuManagerPolicy",
    "topologyManagerPolicy": "topologyManagerPolicy",
    "cpuCFSQuota": "cpuCfsQuota",
    "cpuCFSQuotaPeriod": "cpuCfsQuotaPeriod",
    "imageGCHighThresholdPercent": "imageGcHighThreshold",
    "imageGCLowThresholdPercent": "imageGcLowThreshold",
    "allowedUnsafeSysctls": "allowedUnsafeSysctls",
    "failSwapOn": "failSwapOn",
    "containerLogMaxSize": "containerLogMaxSizeMB",
    "containerLogMaxFiles": "containerLogMaxFiles",
    "podPidsLimit": "podMaxPids",
    "seccompDefault": "seccompDefault",
}
"""Fields of a KubeletConfiguration that AKS has, and by which name."""

CARRIES = Carries(
    FIELDS,
    labels="they belong to the pool; give --labels to az aks nodepool add",
    taints="they belong to the pool; give --node-taints to az aks nodepool add",
    hugepages="pools by NUMA node; AKS has no field for them",
)
