"""A memory manager policy without an enabled entry

What
    The template writes `memoryManagerPolicy` only where some entry of `memory-manager-reserved-memory` says
    `enabled = true`.

Why
    `memory-manager-policy = "Static"` alone is accepted and has no effect: the kubelet stays with the policy None, and
    pods get their memory from any NUMA node.

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    memory-manager-policy = "Static"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    memory-manager-policy = "Static"

    [settings.kubernetes.kube-reserved]
    memory = "2Gi"

    [settings.kubernetes.memory-manager-reserved-memory.0]
    enabled = true
    memory = "2148Mi"
    ```

Versions
    All that have the setting (1.14.0 and later).

Source
    bottlerocket-core-kit, `packages/kubernetes-1.NN/kubelet-config`, `any_enabled`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC708"]


def check_settings(settings: Settings) -> Iterator[Finding]:
    """The policy among what was dropped."""
    reason = settings.dropped.get(("memory-manager-policy",))
    if reason:
        yield RULE.finding(
            f"no effect: {reason}; add an entry with enabled = true",
            settings.origin(("kubernetes", "memory-manager-policy")),
        )
