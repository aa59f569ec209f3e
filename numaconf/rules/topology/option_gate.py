"""A topology manager policy option whose feature gate is off

What
    An option in `topologyManagerPolicyOptions` is alpha in this Kubernetes version and `TopologyManagerPolicyAlphaOptions`
    is not switched on, or beta and `TopologyManagerPolicyBetaOptions` is switched off.

Why
    Naming the option is enough, also with the value "false": the kubelet exits while it builds the topology manager.

What the kubelet says
    failed to run Kubelet: topology manager policy beta-level options not enabled, but option "max-allowable-numa-nodes" provided

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}
    featureGates: {TopologyManagerPolicyBetaOptions: false}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}
    ```

Versions
    prefer-closest-numa-nodes: alpha in 1.27, beta from 1.28 to 1.31, GA from 1.32 on. max-allowable-numa-nodes: beta from
    1.31 to 1.34, GA from 1.35 on.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/policy_options.go, CheckPolicyOptionAvailable
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC304"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every option whose gate is off."""
    for problem in options.problems(node, options.TOPOLOGY_MANAGER):
        if problem.kind == "gate":
            unknown = options.gate_unknown(node, problem.needs)
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            option = options.TOPOLOGY[problem.name]
            stage = option.stage(node.kubernetes)
            later = f", or Kubernetes 1.{option.beta}" if stage == "alpha" and option.beta else ""
            yield RULE.finding(
                f"the topology manager policy option {problem.name} is {stage} in Kubernetes {node.kubernetes}: it "
                f"needs featureGates {problem.needs}: true{later}",
                node.origin("topologyManagerPolicyOptions", problem.name),
                says=f"failed to run Kubelet: {problem.text}",
                key=True,
            )
