"""Alignment on a machine with one NUMA node

What
    The machine has a single NUMA node, and `topologyManagerPolicy` is `single-numa-node`, or `memoryManagerPolicy` is
    `Static`.

Why
    Everything on such a machine is on the same NUMA node: there is nothing to align. The policies can only reject pods,
    and hold memory back that nothing else may use. Most EC2 instance types with fewer than 48 vCPUs are like this; a
    NodePool that lists them beside larger ones launches the smallest that fits.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:1 core:8 pu:2 memory:64Gi
    topologyManagerPolicy: single-numa-node
    cpuManagerPolicy: static
    kubeReserved: {cpu: "1"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:8 pu:2 memory:64Gi
    topologyManagerPolicy: single-numa-node
    topologyManagerScope: pod
    cpuManagerPolicy: static
    kubeReserved: {cpu: "1"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/policy_single_numa_node.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC312"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """One remark for both policies; nothing where the NUMA nodes are not known."""
    ids = node.machine.node_ids if node.machine else None
    if ids is None or len(ids) != 1:
        return
    fields = []
    if options.topology_policy(node) == "single-numa-node":
        fields.append("topologyManagerPolicy")
    if options.memory_policy(node) == "Static":
        fields.append("memoryManagerPolicy")
    if fields:
        named = " and ".join(f"{field} {node.config.get(field)}" for field in fields)
        yield RULE.finding(
            f"{reservation.machine_name(node)} has one NUMA node: there is nothing that {named} could align, "
            "only pods to reject; leave it out, or take a machine with several",
            node.origin(fields[0]),
        )
