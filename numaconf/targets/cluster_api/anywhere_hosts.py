"""EKS Anywhere's machines: the family of their images, and the settings that Bottlerocket has in its API.

Source: aws/eks-anywhere `pkg/api/v1alpha1/*machineconfig*.go`, `pkg/providers/common/common.go`
(ConvertToBottlerocketKubernetesSettings), CRDs in `config/crd/bases` (2026-08), read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source

KINDS = ("VSphereMachineConfig", "TinkerbellMachineConfig", "SnowMachineConfig")
"""Objects that may be of Bottlerocket."""
BOTTLEROCKET = "bottlerocket"
_BY_DEFAULT = ("VSphereMachineConfig", "TinkerbellMachineConfig")
"""Those that are where they do not say another family."""
SETTINGS: Route = ("spec", "hostOSConfiguration", "bottlerocketConfiguration", "kubernetes")

NAMES = frozenset(
    "allowedUnsafeSysctls clusterDNSIPs clusterDomain containerLogMaxFiles containerLogMaxSize cpuCFSQuota "
    "cpuManagerPolicy cpuManagerPolicyOptions cpuManagerReconcilePeriod eventBurst eventRecordQPS evictionHard "
    "evictionMaxPodGracePeriod evictionSoft evictionSoftGracePeriod imageGCHighThresholdPercent "
    "imageGCLowThresholdPercent kubeAPIBurst kubeAPIQPS kubeReserved maxPods memoryManagerPolicy podPidsLimit "
    "providerID registryBurst registryPullQPS shutdownGracePeriod shutdownGracePeriodCriticalPods systemReserved "
    "topologyManagerPolicy topologyManagerScope".split()
)
"""The settings that there are on Bottlerocket."""


def is_machine(value: Any) -> bool:
    """Whether an object describes machines."""
    return isinstance(value, dict) and value.get("kind") in KINDS


def is_bottlerocket(value: Any) -> bool:
    """Whether machines are of Bottlerocket, said or by default."""
    family = value_at(value, ("spec", "osFamily"))
    return family == BOTTLEROCKET or (family in (None, "") and value.get("kind") in _BY_DEFAULT)


def machine_of(sources: Sequence[Source], node: Route) -> Any:
    """The machines of a node of a Cluster, where they are in the file; else None."""
    named = value_at(sources[0].document.value, (*node, "machineGroupRef"))
    for source in sources[1:]:
        value = source.document.value
        if isinstance(named, dict) and is_machine(value) and value.get("kind") == named.get("kind"):
            metadata = value.get("metadata")
            if isinstance(metadata, dict) and metadata.get("name") == named.get("name"):
                return value
    return None
