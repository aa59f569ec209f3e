"""GKE's node system configuration: its own names, types and values. The service works out reservations and sums.

Source: Google Cloud SDK `googlecloudsdk/api_lib/container/util.py` (LoadSystemConfigFromYAML), GKE's documentation
(2026-08), read. What is inside topologyManager, memoryManager and hugepageConfig is picked by name and never checked.
"""

from __future__ import annotations

from numaconf.targets.platform import Carries

POLICIES = ("none", "best-effort", "restricted", "single-numa-node")

KUBELET: dict[str, type | tuple[str, ...]] = {
    "cpuManagerPolicy": ("none", "static"),
    "cpuCFSQuota": bool,
    "cpuCFSQuotaPeriod": str,
    "podPidsLimit": int,
    "insecureKubeletReadonlyPortEnabled": bool,
    "allowedUnsafeSysctls": list,
    "containerLogMaxSize": str,
    "containerLogMaxFiles": int,
    "imageGcHighThresholdPercent": int,
    "imageGcLowThresholdPercent": int,
    "imageMinimumGcAge": str,
    "imageMaximumGcAge": str,
    "topologyManager": dict,
    "memoryManager": dict,
    "singleProcessOomKill": bool,
    "nodeSwapSizeGib": int,
    "maxParallelImagePulls": int,
    "evictionSoft": dict,
    "evictionSoftGracePeriod": dict,
    "evictionMinimumReclaim": dict,
    "evictionMaxPodGracePeriodSeconds": int,
}
"""Keys of `kubeletConfig` and their types, or values."""

COMPUTE_CLASS = {
    "cpuCfsQuota": "cpuCFSQuota",
    "cpuCfsQuotaPeriod": "cpuCFSQuotaPeriod",
    "singleProcessOOMKill": "singleProcessOomKill",
}
"""Other spellings of the API and of ComputeClass."""

INSIDE: dict[str, dict[str, tuple[str, ...] | type]] = {
    "topologyManager": {"policy": POLICIES, "scope": ("container", "pod")},
    "memoryManager": {"policy": ("None", "Static", "none", "static")},
    "hugepageConfig": {"hugepage_size2m": int, "hugepage_size1g": int},
}
"""Maps whose keys gcloud picks by name."""

FIELDS = {
    "cpuManagerPolicy": "kubeletConfig.cpuManagerPolicy",
    "topologyManagerPolicy": "kubeletConfig.topologyManager.policy",
    "topologyManagerScope": "kubeletConfig.topologyManager.scope",
    "memoryManagerPolicy": "kubeletConfig.memoryManager.policy",
    "cpuCFSQuota": "kubeletConfig.cpuCFSQuota",
    "cpuCFSQuotaPeriod": "kubeletConfig.cpuCFSQuotaPeriod",
    "podPidsLimit": "kubeletConfig.podPidsLimit",
    "allowedUnsafeSysctls": "kubeletConfig.allowedUnsafeSysctls",
    "containerLogMaxSize": "kubeletConfig.containerLogMaxSize",
    "containerLogMaxFiles": "kubeletConfig.containerLogMaxFiles",
    "imageGCHighThresholdPercent": "kubeletConfig.imageGcHighThresholdPercent",
    "imageGCLowThresholdPercent": "kubeletConfig.imageGcLowThresholdPercent",
    "imageMinimumGCAge": "kubeletConfig.imageMinimumGcAge",
    "imageMaximumGCAge": "kubeletConfig.imageMaximumGcAge",
    "singleProcessOOMKill": "kubeletConfig.singleProcessOomKill",
    "maxParallelImagePulls": "kubeletConfig.maxParallelImagePulls",
    "evictionSoft": "kubeletConfig.evictionSoft",
    "evictionSoftGracePeriod": "kubeletConfig.evictionSoftGracePeriod",
    "evictionMinimumReclaim": "kubeletConfig.evictionMinimumReclaim",
    "evictionMaxPodGracePeriod": "kubeletConfig.evictionMaxPodGracePeriodSeconds",
}
"""Fields of a KubeletConfiguration that GKE has, and where."""

CARRIES = Carries(
    FIELDS,
    labels="they belong to the pool; give --node-labels to gcloud container node-pools create",
    taints="they belong to the pool; give --node-taints to gcloud container node-pools create",
    hugepages="pools by NUMA node; linuxConfig.hugepageConfig has a number for the whole node",
)
