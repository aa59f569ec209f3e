"""`numaconf machine detect`: a snapshot of the machine that the program runs on."""

from __future__ import annotations

from numaconf.machine import snapshot, sysfs


def detect(root: str = "/") -> str:
    """The snapshot's YAML; `root` has the folders `sys` and `proc`. Raises CannotDo where there is no Linux."""
    return snapshot.dump(sysfs.read(root))
