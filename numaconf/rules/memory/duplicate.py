"""Two reservedMemory values for the same NUMA node and type

What
    `reservedMemory` names the same NUMA node with the same type twice. Two entries for one node with different types are
    fine. An entry without `numaNode` counts for node 0.

Why
    The kubelet refuses it with every memory manager policy, `None` too.

What the kubelet says
    invalid configuration: the reserved memory has a duplicate value for NUMA node 0 and resource "memory"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 60Mi}}
      - {numaNode: 0, limits: {memory: 40Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 60Mi}}
      - {numaNode: 1, limits: {memory: 40Mi}}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation_reserved_memory.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, reserved_memory
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC107"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value after the first."""
    seen: dict[tuple[int, str], Route] = {}
    for value in reserved_memory.values(node):
        pair = (value.numa_node, value.kind)
        if pair in seen:
            yield RULE.finding(
                f"reservedMemory has a second {value.kind} value for NUMA node {value.numa_node}: "
                "add both up in one, or name another node",
                node.origin(*value.route),
                says=f"invalid configuration: the reserved memory has a duplicate value for NUMA node "
                f"{value.numa_node} and resource {go.quote(value.kind)}",
                related=related.value(node, seen[pair], "the first one"),
            )
        seen.setdefault(pair, value.route)
