"""A memory manager that is switched off

What
    Up to Kubernetes 1.31 the feature gate MemoryManager can be set to false. Then `memoryManagerPolicy` and
    `reservedMemory` have no effect.

Why
    The memory manager is not even built: whatever its policy is called, nothing is pinned to NUMA nodes.

Bad
    ```yaml
    # numaconf: kubernetes=1.30
    featureGates: {MemoryManager: false}
    memoryManagerPolicy: Static
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.30
    featureGates: {MemoryManager: true}
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
    ```

Versions
    1.27 to 1.31. From 1.32 to 1.35 the gate is locked, from 1.36 it is unknown; both stop the kubelet.

Source
    kubernetes, pkg/kubelet/cm/container_manager_linux.go (1.31)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC114"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """A policy that is not looked at."""
    policy = node.config.get("memoryManagerPolicy")
    if policy and policy != "None" and not options.memory_manager_runs(node):
        yield RULE.finding(
            f"memoryManagerPolicy {policy} has no effect: featureGates switches the memory manager off; "
            "take MemoryManager: false out",
            node.origin("memoryManagerPolicy"),
        )
