"""How a change reaches the machines of Cluster API."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout("replaced", trigger="a new KubeadmConfigTemplate in the MachineDeployment rolls out new machines")
