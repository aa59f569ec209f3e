"""How a change reaches the nodes of Karpenter."""

from __future__ import annotations

from numaconf.targets.karpenter.drift import causes
from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "replaced",
    trigger="spec.kubelet or spec.userData of the EC2NodeClass changes; both are in its hash, so its nodes drift and "
    "are replaced",
    note="how many at once, and when, is for spec.disruption.budgets of the NodePool to say",
    causes=causes,
)
