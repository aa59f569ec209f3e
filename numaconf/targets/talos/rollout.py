"""How a change reaches a node of Talos."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "in-place",
    "talosctl patch machineconfig, which restarts the kubelet",
    stop="talosctl service kubelet stop",
    start="talosctl service kubelet start",
    note="it removes cpu_manager_state where cpuManagerPolicy changes, and leaves memory_manager_state",
)
