"""An eviction signal that does not exist

What
    A key of `evictionHard`, `evictionSoft`, `evictionSoftGracePeriod` or `evictionMinimumReclaim` is not an eviction signal of
    this Kubernetes version. Case matters.

Why
    The configuration's own validation does not look at the keys; the kubelet exits while it reads the thresholds.

What the kubelet says
    failed to run Kubelet: unsupported eviction signal memory.avail

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.avail: 100Mi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.available: 100Mi, nodefs.available: 10%}
    ```

Versions
    All. `containerfs.available` and `containerfs.inodesFree` from 1.29 on.

Source
    kubernetes, pkg/kubelet/eviction/helpers.go, parseThresholdStatement
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import eviction
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC123"]


FIELDS = ("evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim")


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every key that the kubelet does not know."""
    for field in FIELDS:
        for signal in node.config.get(field) or ():
            if eviction.knows(node, signal):
                continue
            known = eviction.signals(node.kubernetes)
            meant = fixes.near(signal, tuple(sorted(known)))
            yield RULE.finding(
                f"{field} names {signal}, which Kubernetes {node.kubernetes} does not know; "
                + (f"did you mean {meant}?" if meant else f"known: {', '.join(sorted(known))}"),
                node.origin(field, signal),
                says=eviction.LEAD[field == "evictionHard"] + f"unsupported eviction signal {signal}",
                fix=fixes.rename(node, (field, signal), meant),
                key=True,
            )
