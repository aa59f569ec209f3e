"""How a change reaches the nodes of Kubespray."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "in-place",
    "ansible-playbook cluster.yml --tags node --limit NODE writes it",
    "/etc/kubernetes/kubelet-config.yaml",
    note="the role removes no state file of the kubelet's managers",
)
