"""A CPU manager policy option that this Kubernetes version does not know

What
    `cpuManagerPolicyOptions` names an option that does not exist, or only in a later Kubernetes version. Case matters.

Why
    The kubelet exits while it builds the CPU manager, also when the option's value is "false".

What the kubelet says
    failed to run Kubelet: new static policy error: unknown CPU Manager Policy option: "strict-cpu-reservation"

Bad
    ```yaml
    # numaconf: kubernetes=1.31 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {strict-cpu-reservation: "true"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {strict-cpu-reservation: "true"}
    ```

Versions
    full-pcpus-only, distribute-cpus-across-numa, align-by-socket: all. distribute-cpus-across-cores from 1.31 on,
    strict-cpu-reservation and prefer-align-cpus-by-uncorecache from 1.32 on.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_options.go
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

RULE = BY_CODE["NC203"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every option that this version does not know."""
    for problem in options.problems(node, options.CPU_MANAGER):
        if problem.kind != "unknown":
            continue
        option, version = options.CPU.get(problem.name), node.kubernetes
        meant = None
        if option:
            what = f"exists from Kubernetes 1.{option.first()} on, this is {version}; leave it out"
        else:
            known = tuple(name for name, one in options.CPU.items() if one.stage(version))
            meant = fixes.near(problem.name, known)
            what = "does not exist; " + (f"did you mean {meant}?" if meant else f"known: {', '.join(known)}")
        yield RULE.finding(
            f"the CPU manager policy option {problem.name} {what}",
            node.origin("cpuManagerPolicyOptions", problem.name),
            says=f"failed to run Kubelet: {problem.text}",
            fix=fixes.rename(node, ("cpuManagerPolicyOptions", problem.name), meant),
            key=True,
        )
