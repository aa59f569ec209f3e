"""How a change reaches the nodes of a machine config pool."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "rolls",
    "oc apply of the KubeletConfig",
    trigger="the machine config operator drains and reboots the nodes of the pool, one after another",
    note="it removes cpu_manager_state at boot, and leaves memory_manager_state",
)
