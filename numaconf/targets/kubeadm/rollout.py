"""How a change reaches the nodes of a cluster that kubeadm made."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "in-place",
    "ConfigMap kube-system/kubelet-config, for all nodes, or a file of the patches folder, for one; "
    "kubeadm upgrade node phase kubelet-config writes the file",
    "/var/lib/kubelet/config.yaml",
)
