"""The Static memory manager without any reserved memory

What
    `memoryManagerPolicy: Static`, and no `memory` in `reservedMemory`.

Why
    With this policy `reservedMemory` must add up to what the node reserves (see NC101), which is at least the eviction
    threshold of 100Mi. Where nothing at all is reserved, since `evictionHard` is `{}` or names other signals only, both
    sums are zero and so equal, but the policy insists on some memory for the system.

What the kubelet says
    failed to run Kubelet: [memorymanager] you should specify the system reserved memory

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    evictionHard: {nodefs.available: 10%}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    evictionHard: {nodefs.available: 10%, memory.available: 100Mi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
    ```

Versions
    All. Up to 1.31 not with the feature gate MemoryManager switched off.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/policy_static.go, NewPolicyStatic
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Finding
from numaconf.kubelet import options, reservation, reserved_memory
from numaconf.rules.memory import mismatch
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC102"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Nothing in reservedMemory, or nothing on both sides."""
    yield from (said for said in mismatch.compare(node) if isinstance(said, Finding) and said.code == RULE.code)
    if options.memory_policy(node) != "Static" or reservation.why_unknown(node, "reservedMemory"):
        return
    kept = reservation.memory(node)
    if kept.amount is None or kept.amount.nano:
        return
    values = [value.amount for value in reserved_memory.values(node) if value.kind == "memory"]
    if not any(amount is None or amount.nano for amount in values):
        yield RULE.finding(
            "memoryManagerPolicy Static, but no memory is reserved at all: reserve some in kubeReserved, "
            "systemReserved or with an evictionHard threshold for memory.available, and the same sum in reservedMemory",
            node.origin("memoryManagerPolicy"),
            says="failed to run Kubelet: [memorymanager] you should specify the system reserved memory",
        )
