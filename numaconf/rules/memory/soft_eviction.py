"""A soft eviction threshold without a grace period

What
    A signal in `evictionSoft` has no `evictionSoftGracePeriod`.

Why
    The kubelet exits right after the container manager is built.

What the kubelet says
    failed to run Kubelet: failed to create kubelet: grace period must be specified for the soft eviction threshold memory.available

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionSoft: {memory.available: 1Gi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionSoft: {memory.available: 1Gi}
    evictionSoftGracePeriod: {memory.available: 1m30s}
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

RULE = BY_CODE["NC126"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every soft threshold without a period; 0% and 100% are not thresholds."""
    periods = node.config.get("evictionSoftGracePeriod") or {}
    known = eviction.signals(node.kubernetes)
    for signal, text in (node.config.get("evictionSoft") or {}).items():
        if signal in known and signal not in periods and text not in eviction.NO_THRESHOLD:
            unknown = reservation.why_unknown(node, "evictionSoftGracePeriod", signal)
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            yield RULE.finding(
                f"evictionSoft {signal} needs an evictionSoftGracePeriod for {signal}; add one, such as 90s",
                node.origin("evictionSoft", signal),
                says=f"{eviction.LEAD[False]}grace period must be specified for the soft eviction threshold {signal}",
                key=True,
            )
