"""A topology manager that has only devices to align

What
    `topologyManagerPolicy` is not `none`, and neither the CPU manager is `static` nor the memory manager `Static`.

Why
    The topology manager asks the CPU, memory and device managers where a container could go. Without the first two only
    devices of device plugins have a say: CPUs and memory come from anywhere.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_none.go, GetTopologyHints
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC310"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Nothing gives hints but devices."""
    policy = options.topology_policy(node)
    if policy == "none" or policy not in options.TOPOLOGY_POLICIES:
        return
    if options.cpu_policy(node) != "none" or options.memory_policy(node) != "None":
        return
    if any(reservation.why_unknown(node, field) for field in ("cpuManagerPolicy", "memoryManagerPolicy")):
        return
    yield RULE.finding(
        f"topologyManagerPolicy {policy} aligns devices only: cpuManagerPolicy is none and memoryManagerPolicy None; "
        "set cpuManagerPolicy: static for CPUs",
        node.origin("topologyManagerPolicy"),
    )
