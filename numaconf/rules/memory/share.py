"""A share of the memory as eviction threshold, with the Static memory manager

What
    With `memoryManagerPolicy: Static` the threshold `memory.available` in `evictionHard` is a percentage.

Why
    The share of the machine's memory is part of the sum that `reservedMemory` must equal to the byte, and the kubelet
    computes it as a 32-bit float of what the kernel reports as MemTotal. That differs between instance types, and between
    kernels on the same type: a configuration that starts today need not start after the next update. An amount is the
    same everywhere.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    evictionHard: {memory.available: 25%}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 48Gi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    evictionHard: {memory.available: 2Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 2Gi}}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/eviction/api/types.go, GetThresholdQuantity
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import eviction, options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC113"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The threshold in force, wherever it comes from."""
    if options.memory_policy(node) != "Static":
        return
    text = eviction.threshold(node, eviction.MEMORY)
    if text is not None and text.endswith("%") and text not in eviction.NO_THRESHOLD:
        yield RULE.finding(
            f"memory.available {text} is another amount on every machine and kernel, and reservedMemory must match it "
            "to the byte: write an amount",
            eviction.origin(node, eviction.MEMORY),
        )
