"""How a change reaches the nodes of Karpenter."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "replaced",
    trigger="spec.kubelet or spec.userData of the EC2NodeClass changes; both are in its hash, so its nodes drift and "
    "are replaced",
)
