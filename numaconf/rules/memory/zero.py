"""A zero in reservedMemory

What
    A value of `reservedMemory` is zero (`0`, `0Gi`, `null`).

Why
    The kubelet refuses it with every memory manager policy, `None` too. A NUMA node on which nothing is to be reserved is
    left out of the list.

What the kubelet says
    invalid configuration: reserved memory may not be zero for NUMA node 1 and resource "memory"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
      - {numaNode: 1, limits: {memory: "0"}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation_reserved_memory.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, reserved_memory
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC106"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every zero."""
    for value in reserved_memory.values(node):
        if value.amount is not None and not value.amount.nano:
            yield RULE.finding(
                f"reservedMemory reserves 0 {value.kind} on NUMA node {value.numa_node}: leave it out",
                node.origin(*value.route),
                says=f"invalid configuration: reserved memory may not be zero for NUMA node {value.numa_node} "
                f"and resource {go.quote(value.kind)}",
            )
