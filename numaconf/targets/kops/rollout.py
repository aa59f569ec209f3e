"""How a change reaches the nodes of kops."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="kops update cluster and kops rolling-update cluster")
