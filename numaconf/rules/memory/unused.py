"""reservedMemory without the Static memory manager

What
    `reservedMemory` is set, and `memoryManagerPolicy` is `None` or absent.

Why
    The list is checked for its form and then forgotten: NUMA nodes are not compared with the machine, nor sums with the
    reservations, and no memory is kept back on any node.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubeReserved: {memory: 1Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 1124Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 1Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 1124Mi}}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/memory_manager.go, NewManager
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC112"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """A list that nobody reads."""
    if not node.config.get("reservedMemory") or options.memory_policy(node) != "None":
        return
    unknown = reservation.why_unknown(node, "memoryManagerPolicy")
    if unknown:
        yield RULE.not_checked(unknown)
    elif options.memory_manager_runs(node):
        origin = node.origin("reservedMemory")
        if origin.kind == "document":
            yield RULE.finding(
                "reservedMemory has no effect with memoryManagerPolicy None; set memoryManagerPolicy: Static, or leave "
                "the list out",
                origin,
                key=True,
                related=related.value(node, ("memoryManagerPolicy",), "reads no reservedMemory"),
            )
