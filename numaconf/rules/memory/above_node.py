"""More memory reserved on a NUMA node than it has

What
    With `memoryManagerPolicy: Static` `reservedMemory` takes more from a NUMA node than its memory less its hugepages.

Why
    The kubelet does not compare them. Its arithmetic wraps around: what is left is taken for 16 EiB, and every pod, however
    large, is pinned to that node.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 102300Mi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Gi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 102300Mi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 50Gi}}
      - {numaNode: 1, limits: {memory: 50Gi}}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/policy_static.go, getDefaultMachineState
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, quantity, reservation, reserved_memory
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC111"]


SMALL = 1 << 30
"""Bytes that every NUMA node can spare; only larger amounts make an unknown machine worth a word."""


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every NUMA node whose reservation exceeds what it has."""
    if options.memory_policy(node) != "Static":
        return
    for value in reserved_memory.values(node):
        if value.kind != "memory" or value.amount is None:
            continue
        numa = node.machine.node(value.numa_node) if node.machine else None
        if node.machine is None or node.machine.nodes is None or (numa is not None and numa.memory is None):
            if value.amount.bytes > SMALL:
                yield RULE.not_checked(reservation.no_machine(node, "memory of its NUMA nodes"))
                return
            continue
        if numa is None or numa.memory is None:
            continue  # no such node: the kubelet exits, another rule says so
        pages = sum(size * count for size, count in (numa.hugepages or {}).items())
        if value.amount.bytes > numa.memory - pages:
            has = quantity.binary(numa.memory - pages)
            less = " besides its hugepages" if pages else ""
            yield RULE.finding(
                f"reservedMemory reserves {value.amount} on NUMA node {value.numa_node}, which has {has}{less}: the "
                "kubelet accepts it, and then counts the node as unlimited; reserve part of it on another node",
                node.origin(*value.route),
            )
