"""Hugepages in reservedMemory

What
    With `memoryManagerPolicy: Static` an entry of `reservedMemory` names `hugepages-…`.

Why
    The sum over all NUMA nodes must equal what node allocatable reserves of the same type, and nothing can reserve
    hugepages there: `kubeReserved` and `systemReserved` take no such key. The right side is always 0, and 0 itself is
    refused in `reservedMemory`. The documentation's examples with hugepages never worked. Hugepages that a daemon uses
    need no entry: allocate more of them and let pods ask for fewer.

What the kubelet says
    failed to run Kubelet: the total amount "1Gi" of type "hugepages-1Gi" is not equal to the value "0" determined by Node Allocatable feature

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi, hugepages-1Gi: 1Gi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
    ```

Versions
    All. Up to 1.31 not with the feature gate MemoryManager switched off.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/memory_manager.go, validateReservedMemory;
    bottlerocket-os/bottlerocket issue 4754
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, quantity, reserved_memory
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.reserved_memory import Value

RULE = BY_CODE["NC103"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every type of hugepages whose sum is not zero."""
    if options.memory_policy(node) != "Static":
        return
    by_kind: dict[str, list[Value]] = {}
    for value in reserved_memory.values(node):
        if value.kind.startswith("hugepages-") and value.amount is not None:
            by_kind.setdefault(value.kind, []).append(value)
    for kind, same in by_kind.items():
        amounts = [value.amount for value in same if value.amount is not None]
        total = quantity.canonical(sum(amount.nano for amount in amounts), amounts[-1].format)
        if total == "0":
            continue
        origin = node.origin(*same[0].route)
        yield RULE.finding(
            f"{kind} cannot be reserved with the Static memory manager: the node reserves 0 of it whatever is "
            f"configured, reservedMemory {total}; leave it out",
            origin,
            says=f'failed to run Kubelet: the total amount "{total}" of type "{kind}" is not equal to the value "0" '
            "determined by Node Allocatable feature",
            fix=fixes.remove(origin) if len(same) == 1 else None,
            key=True,
        )
