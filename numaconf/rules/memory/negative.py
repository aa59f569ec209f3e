"""A negative value in reservedMemory

What
    With `memoryManagerPolicy: Static` a value of `reservedMemory` is negative.

Why
    The kubelet looks at the sum only, so that −1Gi on one NUMA node and 2Gi on another pass as 1Gi. The node with the
    negative value is then taken for larger than it is, and pods are pinned to memory that it does not have.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 924Mi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: -1Gi}}
      - {numaNode: 1, limits: {memory: 2Gi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 924Mi}
    reservedMemory:
      - {numaNode: 1, limits: {memory: 1Gi}}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/policy_static.go, getDefaultMachineState
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reserved_memory
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC110"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value below zero."""
    if options.memory_policy(node) != "Static":
        return
    for value in reserved_memory.values(node):
        if value.amount is not None and value.amount.nano < 0:
            yield RULE.finding(
                f"reservedMemory reserves {value.amount} {value.kind} on NUMA node {value.numa_node}: the kubelet "
                "accepts it, and counts the node as larger than it is; write a positive amount",
                node.origin(*value.route),
            )
