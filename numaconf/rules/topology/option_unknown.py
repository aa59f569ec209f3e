"""A topology manager policy option that this Kubernetes version does not know

What
    `topologyManagerPolicyOptions` names an option that does not exist, or only in a later Kubernetes version. Case
    matters. (With the policy `none` options are not looked at.)

Why
    The kubelet exits while it builds the topology manager.

What the kubelet says
    failed to run Kubelet: unknown Topology Manager Policy option: "prefer-closest-numa-node"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {prefer-closest-numa-node: "true"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {prefer-closest-numa-nodes: "true"}
    ```

Versions
    prefer-closest-numa-nodes: all. max-allowable-numa-nodes from 1.31 on.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/policy_options.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC303"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every option that this version does not know."""
    for problem in options.problems(node, options.TOPOLOGY_MANAGER):
        if problem.kind != "unknown":
            continue
        option, version = options.TOPOLOGY.get(problem.name), node.kubernetes
        meant = None
        if option:
            what = f"exists from Kubernetes 1.{option.first()} on, this is {version}; leave it out"
        else:
            known = tuple(name for name, one in options.TOPOLOGY.items() if one.stage(version))
            meant = fixes.near(problem.name, known)
            what = "does not exist; " + (f"did you mean {meant}?" if meant else f"known: {', '.join(known)}")
        yield RULE.finding(
            f"the topology manager policy option {problem.name} {what}",
            node.origin("topologyManagerPolicyOptions", problem.name),
            says=f"failed to run Kubelet: {problem.text}",
            fix=fixes.rename(node, ("topologyManagerPolicyOptions", problem.name), meant),
            key=True,
        )
