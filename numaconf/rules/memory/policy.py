"""A memory manager policy that does not exist

What
    `memoryManagerPolicy` is neither `None` nor `Static`. Case matters: this manager's names begin with a capital letter,
    those of the CPU manager do not. `BestEffort` is for Windows.

Why
    The configuration's own validation does not look at the name; the kubelet exits while it builds the memory manager.

What the kubelet says
    failed to run Kubelet: unknown policy: "static"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    reservedMemory:
      - {numaNode: 0, limits: {memory: 100Mi}}
    ```

Versions
    All. `BestEffort` is known from 1.32 on, to Windows only. Up to 1.31 the name is not looked at with the feature gate
    MemoryManager switched off.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/memory_manager.go, NewManager
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC109"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The name is looked up exactly."""
    policy = options.memory_policy(node)
    if policy in options.MEMORY_POLICIES:
        return
    origin = node.origin("memoryManagerPolicy")
    if policy == "BestEffort" and node.kubernetes.minor >= 32:
        yield RULE.finding(
            "memoryManagerPolicy BestEffort is for Windows; on Linux write None or Static",
            origin,
            says='failed to run Kubelet: policy "BestEffort" is not available for platform "linux"',
        )
        return
    # Only from 1.32 on with Go's quotes, which show a line end.
    quoted = go.quote(policy) if node.kubernetes.minor >= 32 else f'"{policy}"'
    meant = fixes.near(policy, options.MEMORY_POLICIES)
    same = meant is not None and meant.lower() == policy.lower()
    yield RULE.finding(
        f"memoryManagerPolicy {fixes.shown(policy)} does not exist; write {meant or 'None or Static'}",
        origin,
        says=f"failed to run Kubelet: unknown policy: {quoted}",
        fix=fixes.replace(origin, meant, "safe" if same else "unsafe") if meant else None,
    )
