"""How a change reaches the nodes of a kind cluster."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="delete the cluster and create it from the file")
