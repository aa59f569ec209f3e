"""A threshold for containerfs, which the kubelet sets itself

What
    `evictionHard` or `evictionSoft` names `containerfs.available` or `containerfs.inodesFree`.

Why
    The kubelet gives these signals the thresholds of nodefs or imagefs, whichever the container runtime writes to, and
    overwrites what is configured.

What the kubelet says
    found containerfs.available for hard eviction. ignoring

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.available: 100Mi, nodefs.available: 10%, containerfs.available: 5%}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.available: 100Mi, nodefs.available: 10%, imagefs.available: 5%}
    ```

Versions
    1.29 and later; before, these signals stop the kubelet.

Source
    kubernetes, pkg/kubelet/eviction/helpers.go, UpdateContainerFsThresholds
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import eviction
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC129"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Each of the signals, where the kubelet knows it."""
    for field, kind in (("evictionHard", "hard"), ("evictionSoft", "soft")):
        for signal in node.config.get(field) or ():
            if signal.startswith("containerfs.") and eviction.knows(node, signal):
                yield RULE.finding(
                    f"{field} {signal} has no effect: "
                    "the kubelet takes the threshold of nodefs or imagefs for it; set that one",
                    node.origin(field, signal),
                    says=f"found {signal} for {kind} eviction. ignoring",
                    key=True,
                )
