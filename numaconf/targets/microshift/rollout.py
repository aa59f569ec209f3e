"""How a change reaches a node of MicroShift."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "in-place",
    "MicroShift reads it when it starts",
    "/etc/microshift/config.yaml",
    is_document=True,
    stop="systemctl stop microshift",
    start="systemctl start microshift",
)
