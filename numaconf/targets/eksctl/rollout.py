"""How a change reaches the nodes of eksctl."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "replaced",
    trigger="what configures the kubelet of a node group cannot be changed: a node group of another name gets it "
    "(eksctl create nodegroup), and the old one is deleted",
)
