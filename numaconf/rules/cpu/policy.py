"""A CPU manager policy that does not exist

What
    `cpuManagerPolicy` is neither `none` nor `static`. Case matters: this manager's names are lower case, those of the memory
    manager begin with a capital letter.

Why
    The configuration's own validation does not look at the name; the kubelet exits while it builds the CPU manager.

What the kubelet says
    failed to run Kubelet: unknown policy: "Static"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: Static
    kubeReserved: {cpu: "2"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/cpu_manager.go, NewManager
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC201"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The name is looked up exactly."""
    policy = options.cpu_policy(node)
    if policy in options.CPU_POLICIES:
        return
    origin = node.origin("cpuManagerPolicy")
    meant = fixes.near(policy, options.CPU_POLICIES)
    same = meant is not None and meant == policy.lower()
    yield RULE.finding(
        f"cpuManagerPolicy {fixes.shown(policy)} does not exist; write {meant or 'none or static'}",
        origin,
        says=f'failed to run Kubelet: unknown policy: "{policy}"',
        fix=fixes.replace(origin, meant, "safe" if same else "unsafe") if meant else None,
    )
