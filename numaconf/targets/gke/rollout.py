"""How a change reaches the nodes of a pool of GKE."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="GKE recreates the nodes of the pool")
