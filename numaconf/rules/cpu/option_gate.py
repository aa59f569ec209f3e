"""A CPU manager policy option whose feature gate is off

What
    An option in `cpuManagerPolicyOptions` is alpha in this Kubernetes version and `CPUManagerPolicyAlphaOptions` is not
    switched on, or beta and `CPUManagerPolicyBetaOptions` is switched off.

Why
    Naming the option is enough, also with the value "false": the kubelet exits while it builds the CPU manager.

What the kubelet says
    failed to run Kubelet: new static policy error: CPU Manager Policy Alpha-level Options not enabled, but option "align-by-socket" provided

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {align-by-socket: "true"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {align-by-socket: "true"}
    featureGates: {CPUManagerPolicyAlphaOptions: true}
    ```

Versions
    Alpha: align-by-socket and distribute-cpus-across-cores in all versions that know them, distribute-cpus-across-numa up
    to 1.32, strict-cpu-reservation in 1.32, prefer-align-cpus-by-uncorecache in 1.32 and 1.33. Beta:
    distribute-cpus-across-numa from 1.33, full-pcpus-only up to 1.32, strict-cpu-reservation in 1.33 and 1.34,
    prefer-align-cpus-by-uncorecache in 1.34 and 1.35.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_options.go, CheckPolicyOptionAvailable
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC204"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every option whose gate is off."""
    for problem in options.problems(node, options.CPU_MANAGER):
        if problem.kind == "gate":
            unknown = options.gate_unknown(node, problem.needs)
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            option = options.CPU[problem.name]
            stage = option.stage(node.kubernetes)
            later = f", or Kubernetes 1.{option.beta}" if stage == "alpha" and option.beta else ""
            yield RULE.finding(
                f"the CPU manager policy option {problem.name} is {stage} in Kubernetes {node.kubernetes}: it needs "
                f"featureGates {problem.needs}: true{later}",
                node.origin("cpuManagerPolicyOptions", problem.name),
                says=f"failed to run Kubelet: {problem.text}",
                key=True,
            )
