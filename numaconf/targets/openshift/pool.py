"""What a pool's own file says, and what the node reserves beside it, by release.

A release is named by the Kubernetes minor that it has: OpenShift 4.N has Kubernetes 1.(N + 13).
"""

from __future__ import annotations

from typing import Any

from numaconf.kubelet.effective import Origin

ORIGIN = Origin("platform-default", note="the pool's own /etc/kubernetes/kubelet.conf")
TAGGED_SINCE = 33
"""OpenShift 4.20: numbers and booleans are taken for strings, because its decoder goes on to YAML."""
SIZING_SINCE, SWAP_REFUSED_SINCE = 34, 34
"""OpenShift 4.21: workers size systemReserved by themselves; failSwapOn and swapBehavior are refused."""
CGROUP_SINCE = 35
"""OpenShift 4.22: the pool names a cgroup for systemReserved, and takes it back where reservedSystemCPUs is set."""
DROPIN_SINCE = 36
"""OpenShift 4.23 and 5: a drop-in carries systemReserved, not a flag."""

DEFAULT_RESERVED = {"cpu": "500m", "memory": "1Gi", "ephemeral-storage": "1Gi"}


def release(minor: int) -> str:
    """The OpenShift release with a Kubernetes minor, for people."""
    return f"4.{minor - 13}" if minor < 36 else f"the one with Kubernetes 1.{minor}"


def fields(minor: int) -> dict[str, Any]:
    """The fields of a pool's file."""
    found: dict[str, Any] = {
        "authentication": {"x509": {"clientCAFile": "/etc/kubernetes/kubelet-ca.crt"}, "anonymous": {"enabled": False}},
        "cgroupDriver": "systemd",
        "cgroupRoot": "/",
        "clusterDomain": "cluster.local",
        "containerLogMaxSize": "50Mi",
        "maxPods": 250,
        "kubeAPIQPS": 50,
        "kubeAPIBurst": 100,
        "podPidsLimit": 4096,
        "protectKernelDefaults": True,
        "rotateCertificates": True,
        "serializeImagePulls": False,
        "staticPodPath": "/etc/kubernetes/manifests",
        "systemCgroups": "/system.slice",
        "nodeStatusUpdateFrequency": "10s",
        "nodeStatusReportFrequency": "5m",
        "serverTLSBootstrap": True,
    }
    if minor >= SWAP_REFUSED_SINCE:
        found["failSwapOn"] = False
    if minor >= CGROUP_SINCE:
        found["systemReservedCgroup"] = "/system.slice"
        found["enforceNodeAllocatable"] = ["pods", "system-reserved-compressible"]
    return found


def auto_cpu_milli(cpus: int) -> int:
    """systemReserved.cpu in milli-CPU that the node sizes by itself."""
    return max(500, 60 + 12 * (cpus - 1) + 12)
