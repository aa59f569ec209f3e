"""The static CPU policy with every CPU reserved

What
    With `cpuManagerPolicy: static` all CPUs of the machine are reserved, by list or by amount.

Why
    The kubelet starts, and no container ever gets CPUs of its own: each one that asks for whole CPUs is rejected with
    *not enough cpus available to satisfy request*.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    reservedSystemCPUs: 0-95
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    reservedSystemCPUs: 0-1,48-49
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_static.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC215"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Nothing is left to pin."""
    count = node.machine.cpu_count if node.machine else None
    if options.cpu_policy(node) != "static" or count is None:
        return
    kept = reservation.cpu(node)
    if kept.whole == count:
        yield RULE.finding(
            f"all {count} CPUs of {reservation.machine_name(node)} are reserved ({kept}): no container can get CPUs of "
            "its own; reserve fewer",
            kept.parts[0].origin,
            related=related.terms(kept.parts),
        )
