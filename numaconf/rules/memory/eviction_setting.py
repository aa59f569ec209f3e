"""An eviction grace period or minimum reclaim that the kubelet refuses

What
    A value in `evictionSoftGracePeriod` is not a duration or negative, or one in `evictionMinimumReclaim` is neither a quantity
    nor a percentage above 0%.

Why
    The kubelet exits right after the container manager is built.

What the kubelet says
    failed to run Kubelet: failed to create kubelet: time: missing unit in duration "90"

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionSoft: {memory.available: 1Gi}
    evictionSoftGracePeriod: {memory.available: "90"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionSoft: {memory.available: 1Gi}
    evictionSoftGracePeriod: {memory.available: 90s}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/eviction/helpers.go, parseGracePeriods and parseMinimumReclaims
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import duration, eviction
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC128"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value of a known signal that the kubelet refuses."""
    known = eviction.signals(node.kubernetes)
    for field, wrong, hint in (
        ("evictionSoftGracePeriod", _period, "write a duration such as 90s"),
        ("evictionMinimumReclaim", eviction.bad_reclaim, "write an amount such as 500Mi, or a percentage"),
    ):
        for signal, text in (node.config.get(field) or {}).items():
            error = wrong(signal, text) if signal in known else None
            if error:
                yield RULE.finding(
                    f"{field} {signal} {text!r} is refused; {hint}",
                    node.origin(field, signal),
                    says=f"{eviction.LEAD[False]}{error}",
                )


def _period(_signal: str, text: str) -> str | None:
    try:
        if duration.parse(text) >= 0:
            return None
    except duration.DurationError as error:
        return str(error)
    return f"invalid eviction grace period specified: {text}, must be a positive value"
