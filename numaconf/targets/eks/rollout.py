"""How a change of user data reaches the nodes of an EKS node group: AL2, AL2023 and Bottlerocket."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

NODE_GROUP = Rollout(
    "replaced",
    trigger="a new launch template version (its user data changes), and a node group that is updated to it: a managed "
    "one by launchTemplate.version, an Auto Scaling group by an instance refresh",
)
