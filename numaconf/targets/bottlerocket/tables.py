"""What the kubelet-config templates write, by Kubernetes minor and OS version.

Source: bottlerocket-core-kit `packages/kubernetes-1.NN/kubelet-config`, kits 3.1 to 17.0; recorded for 1.24 to 1.37.
"""

from __future__ import annotations

from typing import Any, Literal

from numaconf.kubelet.version import Version
from numaconf.named import NamedTuple

NEWEST = Version(1, 66, 0)
"""The newest OS version that was looked at."""

CPU_OPTIONS: dict[int, tuple[str, ...]] = {
    27: ("full-pcpus-only",),
    # The template of 1.33 names distribute-cpus-across-numa as third operand of an `or` that looks at two.
    32: ("full-pcpus-only", "strict-cpu-reservation"),
    34: (
        "full-pcpus-only", "distribute-cpus-across-numa", "prefer-align-cpus-by-uncorecache", "strict-cpu-reservation",
    ),
}  # fmt: skip
"""From which Kubernetes minor on the template writes which CPU manager options."""

TOPOLOGY_OPTIONS: dict[int, tuple[str, ...] | None] = {
    27: (),
    32: None,  # no template of 1.32 from OS 1.60.0 on was seen
    33: ("prefer-closest-numa-nodes",),
    35: ("prefer-closest-numa-nodes", "max-allowable-numa-nodes"),
    36: (),
}
"""The same for topology manager options, in OS `TOPOLOGY_OPTIONS_SINCE` and later; None: not known."""

FEATURE_GATES: dict[int, tuple[str, ...]] = {
    27: ("RotateKubeletServerCertificate",),
    28: (),
    29: ("ImageMaximumGCAge",),
    30: (),
    33: ("DynamicResourceAllocation",),
    34: ("DynamicResourceAllocation", "MutableCSINodeAllocatableCount"),
}
"""The constant `featureGates` from a minor on."""

TOPOLOGY_OPTIONS_SINCE = Version(1, 60, 0)
HUGEPAGES_DROPPED = Version(1, 55, 0)
"""core-kit 13.0.0: hugepages in reserved memory are accepted and no more written."""
SWAP_TOLERATED = Version(1, 37, 0)
"""Templates of April 2025 and later write `failSwapOn: false` and the long list of cipher suites."""
IMAGE_GC_GATE = Version(1, 51, 0)

FIXED: dict[str, Any] = {
    "resolvConf": "/run/netdog/resolv.conf",
    "hairpinMode": "hairpin-veth",
    "readOnlyPort": 0,
    "cgroupDriver": "systemd",
    "cgroupRoot": "/",
    "runtimeRequestTimeout": "15m",
    "protectKernelDefaults": True,
    "serializeImagePulls": False,
    "volumePluginDir": "/var/lib/kubelet/plugins/volume/exec",
}
"""Fields that every template writes and no setting changes."""

CIPHERS = ("ECDSA_WITH_AES_128_GCM_SHA256", "RSA_WITH_AES_128_GCM_SHA256", "ECDSA_WITH_CHACHA20_POLY1305",
            "RSA_WITH_AES_256_GCM_SHA384", "RSA_WITH_CHACHA20_POLY1305", "ECDSA_WITH_AES_256_GCM_SHA384")  # fmt: skip

Written = Literal["set", "truthy"]


class Row(NamedTuple):
    """A setting that the template copies, without quotes, into a field of one or two steps.

    `when`: the setting is there at all, or it is there and not 0, false or empty. `since`: the first Kubernetes minor.
    """

    setting: str
    field: tuple[str, ...]
    when: Written = "set"
    since: int = 27


ROWS: tuple[Row, ...] = (
    Row("eviction-max-pod-grace-period", ("evictionMaxPodGracePeriod",), "truthy"),
    Row("registry-qps", ("registryPullQPS",)),
    Row("registry-burst", ("registryBurst",)),
    Row("event-qps", ("eventRecordQPS",)),
    Row("event-burst", ("eventBurst",)),
    Row("kube-api-qps", ("kubeAPIQPS",)),
    Row("kube-api-burst", ("kubeAPIBurst",)),
    Row("cpu-manager-reconcile-period", ("cpuManagerReconcilePeriod",)),
    Row("topology-manager-scope", ("topologyManagerScope",)),
    Row("topology-manager-policy", ("topologyManagerPolicy",)),
    Row("image-gc-high-threshold-percent", ("imageGCHighThresholdPercent",)),
    Row("image-gc-low-threshold-percent", ("imageGCLowThresholdPercent",)),
    Row("provider-id", ("providerID",)),
    Row("container-log-max-size", ("containerLogMaxSize",)),
    Row("container-log-max-files", ("containerLogMaxFiles",)),
    Row("container-log-max-workers", ("containerLogMaxWorkers",), since=30),
    Row("container-log-monitor-interval", ("containerLogMonitorInterval",), since=30),
    Row("shutdown-grace-period", ("shutdownGracePeriod",)),
    Row("shutdown-grace-period-for-critical-pods", ("shutdownGracePeriodCriticalPods",)),
    Row("memory-reservation-policy", ("memoryReservationPolicy",), since=37),
    Row("memory-throttling-factor", ("memoryThrottlingFactor",), since=37),
    Row("reserved-cpus", ("reservedSystemCPUs",)),
    Row("memory-swap-behavior", ("memorySwap", "swapBehavior"), since=30),
    Row("single-process-oom-kill", ("singleProcessOOMKill",), "truthy", since=32),
    Row("image-minimum-gc-age", ("imageMinimumGCAge",)),
    Row("image-maximum-gc-age", ("imageMaximumGCAge",), since=29),
    # Where the kubelet has no such field: it belongs below userNamespaces.
    Row("ids-per-pod", ("idsPerPod",), "truthy", since=33),
    Row("max-parallel-image-pulls", ("maxParallelImagePulls",), "truthy"),
)


def from_minor(table: dict[int, Any], minor: int) -> Any:
    """The entry of a table by first minor that holds for `minor`."""
    return table[max(first for first in table if first <= minor)]
