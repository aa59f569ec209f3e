"""An eviction threshold that the kubelet refuses

What
    A value in `evictionHard` or `evictionSoft` is neither a quantity above zero nor a percentage from 0% to 100%. `0%` and
    `100%` mean *no threshold*; `"0"` is refused.

Why
    The configuration's own validation does not look at the values; the kubelet exits while it reads them.

What the kubelet says
    failed to run Kubelet: eviction threshold memory.available must be positive: 0

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.available: "0"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.available: 0%, nodefs.available: 10%}
    ```

Versions
    All.

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

RULE = BY_CODE["NC124"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value of a known signal that the kubelet refuses."""
    for field in ("evictionHard", "evictionSoft"):
        for signal, text in (node.config.get(field) or {}).items():
            if not eviction.knows(node, signal):
                continue
            try:
                eviction.parse(signal, text)
            except eviction.EvictionError as error:
                origin = node.origin(field, signal)
                nothing = text.strip() in {"0", "-0", "0Mi", "0Gi", "0Ki"}
                yield RULE.finding(
                    f"{field} {signal} {text!r} is refused; "
                    + (
                        "to have no threshold write 0%" if nothing else "write an amount such as 500Mi, or a percentage"
                    ),
                    origin,
                    says=eviction.LEAD[field == "evictionHard"] + str(error),
                    fix=fixes.replace(origin, "0%", "safe") if nothing else None,
                )
