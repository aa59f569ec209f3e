"""single-numa-node aligns each container by itself

What
    `topologyManagerPolicy` is `single-numa-node` and `topologyManagerScope` is `container`, which is the default, on a
    machine with several NUMA nodes.

Why
    Each container of a pod gets one NUMA node, but not the same: the containers of one pod, which work together, may be
    on different ones. With the scope `pod` the pod as a whole is on one node, or is rejected.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: single-numa-node
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: single-numa-node
    topologyManagerScope: pod
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/scope_container.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC313"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Where the machine is known to have nodes to choose from."""
    ids = node.machine.node_ids if node.machine else None
    if ids is None or len(ids) < 2 or options.topology_policy(node) != "single-numa-node":
        return
    if node.config.get("topologyManagerScope", "container") in {"container", ""}:
        yield RULE.finding(
            "single-numa-node with the scope container puts each container on one NUMA node, and two containers of a "
            "pod perhaps on different ones: write topologyManagerScope: pod",
            node.origin("topologyManagerScope" if node.config.get("topologyManagerScope") else "topologyManagerPolicy"),
        )
