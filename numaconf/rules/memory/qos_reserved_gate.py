"""qosReserved without its feature gate

What
    `qosReserved` is set and the feature gate QOSReserved is off, as it is by default.

Why
    The kubelet reads the map and applies nothing of it.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    qosReserved: {memory: 50%}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates: {QOSReserved: true}
    qosReserved: {memory: 50%}
    ```

Versions
    All; the gate is alpha in every version.

Source
    kubernetes, pkg/kubelet/cm/qos_container_manager_linux.go, setMemoryReserve
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import gates, options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC131"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for the whole map."""
    given = node.config.get("featureGates") or {}
    if node.config.get("qosReserved") and not gates.enabled("QOSReserved", given, node.kubernetes):
        unknown = options.gate_unknown(node, "QOSReserved")
        if unknown:
            yield RULE.not_checked(unknown)
            return
        yield RULE.finding(
            "qosReserved has no effect without featureGates QOSReserved: true; add it, or leave this out",
            node.origin("qosReserved"),
            key=True,
        )
