"""How a change reaches a worker of k0s."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "in-place",
    "the worker profile in the cluster's configuration",
    stop="systemctl stop k0sworker",
    start="systemctl start k0sworker",
    root_dir="/var/lib/k0s/kubelet",
)
