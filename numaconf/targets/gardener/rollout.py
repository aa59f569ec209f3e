"""How a change reaches the machines of a Shoot."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="a change of the worker's kubelet settings rolls its machines")
