"""A resource in reservedMemory that is neither memory nor hugepages

What
    A key of `limits` in `reservedMemory` is neither `memory` nor begins with `hugepages-`. Case matters.

Why
    The kubelet refuses it with every memory manager policy, `None` too.

What the kubelet says
    invalid configuration: the limit type "Memory" for NUMA node 1 is not supported, only [memory hugepages-<HugePageSize>] is accepted

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
      - {numaNode: 1, limits: {Memory: 100Mi}}
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
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC108"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every key that is not a type of memory."""
    for value in reserved_memory.values(node):
        if value.kind == "memory" or value.kind.startswith("hugepages-"):
            continue
        meant = "memory" if value.kind.lower() == "memory" else None
        yield RULE.finding(
            f"reservedMemory cannot reserve {value.kind}, only memory" + f", write {meant}" * bool(meant),
            node.origin(*value.route),
            says=f"invalid configuration: the limit type {go.quote(value.kind)} for NUMA node {value.numa_node} is "
            "not supported, only [memory hugepages-<HugePageSize>] is accepted",
            fix=fixes.rename(node, value.route, meant, "unsafe"),  # the sum changes
            key=True,
        )
