"""An enforcement that the kubelet does not know

What
    enforceNodeAllocatable has an item that is not one of pods, system-reserved, kube-reserved and none, or of their
    -compressible forms, which exist from 1.32 on.

Why
    The kubelet exits.

What the kubelet says
    invalid configuration: option "system-reserved-compressible" specified for enforceNodeAllocatable (--enforce-node-allocatable). Valid options are "pods", "system-reserved", "kube-reserved", or "none"

Bad
    ```yaml
    # numaconf: kubernetes=1.31
    enforceNodeAllocatable: [pods, system-reserved-compressible]
    systemReservedCgroup: /system.slice
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    enforceNodeAllocatable: [pods, system-reserved-compressible]
    systemReservedCgroup: /system.slice
    systemReserved: {cpu: 500m}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.validation import enforcement
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC411"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Once for each item."""
    for objection in enforcement.objections(node):
        if objection.kind == "unknown":
            yield RULE.finding(
                f"enforceNodeAllocatable: {objection.must}", node.origin(*objection.at), says=objection.says
            )
