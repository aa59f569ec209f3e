"""Enforcements that contradict each other

What
    enforceNodeAllocatable has none beside others, an item twice, an item beside its -compressible form, or anything
    while cgroupsPerQOS is false.

Why
    The kubelet exits.

What the kubelet says
    invalid configuration: enforceNodeAllocatable (--enforce-node-allocatable) may not contain additional enforcements when "none" is specified

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    enforceNodeAllocatable: [none, pods]
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    enforceNodeAllocatable: [none]
    ```

Versions
    All; an item twice from 1.31 on; up to 1.30 cgroupsPerQOS: false wants an empty list, later [none] does.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import reservation
from numaconf.kubelet.validation import enforcement
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC413"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each item."""
    for objection in enforcement.objections(node):
        if objection.kind == "contradiction":
            unknown = reservation.why_unknown(node, objection.needs) if objection.needs else None
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            yield RULE.finding(
                f"enforceNodeAllocatable: {objection.must}", node.origin(*objection.at), says=objection.says
            )
