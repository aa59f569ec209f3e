"""How a change reaches the nodes of Amazon Linux 2023."""

from __future__ import annotations

from numaconf.targets.eks.rollout import NODE_GROUP

ROLLOUT = NODE_GROUP._replace(
    note="nodeadm reads its NodeConfig when the node boots first, and never removes a state file"
)
