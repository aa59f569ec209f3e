"""A reservedMemory value that the memory manager cannot read as a whole number

What
    With `memoryManagerPolicy: Static` a value in `reservedMemory` has a decimal point and a binary suffix (`1.5Gi`, even
    `2.0Gi`), is a fraction of a byte, or is too long for the kubelet's 64-bit form (`100Ti`, `1Pi`).

Why
    Go keeps such quantities as arbitrary decimals, and the memory manager takes 64-bit integers only, although the value is
    whole. The same text is fine in `kubeReserved`, `systemReserved` and `evictionHard`.

What the kubelet says
    failed to run Kubelet: could not covert a variable of type Quantity to int64

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 1.4Gi}
    evictionHard: {memory.available: 0.1Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 1.5Gi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 1.5Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 1636Mi}}
    ```

Versions
    All. Up to 1.31 not with the feature gate MemoryManager switched off.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/memory_manager.go, convertReserved
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

RULE = BY_CODE["NC105"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value on which Go's AsInt64 fails."""
    if options.memory_policy(node) != "Static":
        return
    for value in reserved_memory.values(node):
        amount = value.amount
        if amount is None or amount.is_int64:
            continue
        origin = node.origin(*value.route)
        whole = quantity.binary(amount.bytes) if amount.nano % quantity.NANO == 0 else None
        fits = whole if whole and quantity.parse(whole).is_int64 else str(amount.bytes) if whole else None
        written = node.get(*value.route)
        if fits is None:
            message = (
                f"{written} is not a whole number of bytes, and the memory manager takes nothing "
                "else; write for example 1Gi"
            )
        else:
            message = f"{written} cannot be read by the memory manager; write {fits}, which is the same"
        yield RULE.finding(
            message,
            origin,
            says="failed to run Kubelet: could not covert a variable of type Quantity to int64",
            fix=fixes.replace(origin, fits, "safe") if fits else None,
        )
