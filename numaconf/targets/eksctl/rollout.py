"""How a change reaches the nodes of eksctl."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="eksctl creates a node group with the new settings; delete the old one")
