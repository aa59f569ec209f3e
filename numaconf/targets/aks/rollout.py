"""How a change reaches the nodes of a pool of AKS."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="AKS takes kubelet settings only when a node pool is created: add a pool")
