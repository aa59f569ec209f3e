"""What k3s and RKE2 give the kubelet by themselves: no reservations, and no threshold for memory in any version.

Source: k3s-io/k3s `pkg/daemons/agent/agent.go` (`defaultKubeletConfig`), `agent_linux.go` (`kubeletArgs`).
"""

from __future__ import annotations

from typing import Any

from numaconf.kubelet import decode
from numaconf.kubelet.effective import Origin

ORIGIN = Origin("platform-default", note="k3s's own drop-in 00-k3s-defaults.conf")

DROPIN: dict[str, Any] = {
    "apiVersion": decode.API_VERSION,
    "kind": decode.KIND,
    "cpuManagerReconcilePeriod": "10s",
    "cgroupDriver": "cgroupfs",
    "clusterDomain": "cluster.local",
    "clusterDNS": ["10.43.0.10"],
    "evictionPressureTransitionPeriod": "5m0s",
    "failSwapOn": False,
    "healthzBindAddress": "127.0.0.1",
    "evictionHard": {"imagefs.available": "5%", "nodefs.available": "5%"},
    "evictionMinimumReclaim": {"imagefs.available": "10%", "nodefs.available": "10%"},
    "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True, "cacheTTL": "2m0s"}},
    "authorization": {"mode": "Webhook"},
}
"""The drop-in that k3s 1.32 and later writes again at each start, which all others come over."""

FLAGS = {
    "anonymous-auth": "false",
    "authentication-token-webhook": "true",
    "authorization-mode": "Webhook",
    "cgroup-driver": "cgroupfs",
    "cluster-dns": "10.43.0.10",
    "cluster-domain": "cluster.local",
    "eviction-hard": "imagefs.available<5%,nodefs.available<5%",
    "eviction-minimum-reclaim": "imagefs.available=10%,nodefs.available=10%",
    "fail-swap-on": "false",
    "healthz-bind-address": "127.0.0.1",
    "read-only-port": "0",
}
"""The arguments by which older ones say the same."""
