"""A topology manager policy on a machine with too many NUMA nodes

What
    `topologyManagerPolicy` is not `none`, and the machine has more than 8 NUMA nodes, or more than the option
    `max-allowable-numa-nodes` says. NUMA nodes without CPUs count.

Why
    The number of combinations of NUMA nodes grows exponentially, so the kubelet refuses and exits while it builds the
    topology manager.

What the kubelet says
    failed to run Kubelet: unsupported on machines with more than 8 NUMA Nodes

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:16 core:4 pu:2 memory:32Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:16 core:4 pu:2 memory:32Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}
    ```

Versions
    All; the option from 1.31 on.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/topology_manager.go, NewManager
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC307"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """The NUMA nodes of the machine are counted."""
    policy = options.topology_policy(node)
    if policy == "none" or policy not in options.TOPOLOGY_POLICIES:
        return
    given = node.config.get("topologyManagerPolicyOptions")
    if given and options.problems(node, options.TOPOLOGY_MANAGER):
        return
    limit = options.numa_node_limit(given)
    count = len(node.machine.nodes) if node.machine and node.machine.nodes is not None else None
    if count is None:
        yield RULE.not_checked(reservation.no_machine(node, "NUMA nodes"))
    elif count > limit:
        unknown = reservation.why_unknown(node, "topologyManagerPolicyOptions", options.MAX_NODES)
        if unknown:
            yield RULE.not_checked(unknown)
            return
        known = options.TOPOLOGY[options.MAX_NODES].stage(node.kubernetes)
        write = f'write topologyManagerPolicyOptions: {{{options.MAX_NODES}: "{max(16, count)}"}}'
        remedy = write if known else "set the policy none"
        yield RULE.finding(
            f"topologyManagerPolicy {policy} takes {limit} NUMA nodes, and {reservation.machine_name(node)} has "
            f"{count}: {remedy}",
            node.origin("topologyManagerPolicy"),
            says=f"failed to run Kubelet: unsupported on machines with more than {limit} NUMA Nodes",
        )
