"""An eviction setting for a signal without a threshold

What
    `evictionSoftGracePeriod` names a signal that `evictionSoft` does not, or `evictionMinimumReclaim` one that has neither
    a hard nor a soft threshold.

Why
    The kubelet reads it and has nothing to apply it to.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionSoftGracePeriod: {memory.available: 1m}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionSoft: {memory.available: 1Gi}
    evictionSoftGracePeriod: {memory.available: 1m}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/eviction/helpers.go, ParseThresholdConfig
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import eviction, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC127"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Periods, then amounts to reclaim."""
    soft = node.config.get("evictionSoft") or {}
    for signal in node.config.get("evictionSoftGracePeriod") or ():
        if signal not in soft:
            unknown = reservation.why_unknown(node, "evictionSoft", signal)
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            yield RULE.finding(
                f"evictionSoftGracePeriod {signal} has no effect: evictionSoft has no threshold for it; "
                "add one, or leave this out",
                node.origin("evictionSoftGracePeriod", signal),
                key=True,
            )
    reclaim = node.config.get("evictionMinimumReclaim")
    if reclaim:
        hard = eviction.texts(node)
        for signal in reclaim:
            # The kubelet makes the containerfs thresholds itself, from those of nodefs or imagefs.
            if signal not in soft and signal not in hard and not signal.startswith("containerfs."):
                unknown = reservation.why_unknown(node, "evictionSoft", signal)
                unknown = unknown or reservation.why_unknown(node, "evictionHard", signal)
                if unknown:
                    yield RULE.not_checked(unknown)
                    continue
                yield RULE.finding(
                    f"evictionMinimumReclaim {signal} has no effect: there is no threshold for it; "
                    "add one, or leave this out",
                    node.origin("evictionMinimumReclaim", signal),
                    key=True,
                )
