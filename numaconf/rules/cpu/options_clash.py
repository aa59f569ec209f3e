"""CPU manager policy options that exclude each other

What
    `cpuManagerPolicyOptions` has one of these pairs, both true: full-pcpus-only and distribute-cpus-across-cores,
    distribute-cpus-across-numa and distribute-cpus-across-cores, prefer-align-cpus-by-uncorecache and one of the two
    distribute options.

Why
    The kubelet exits while it builds the CPU manager. All other pairs are taken.

What the kubelet says
    failed to run Kubelet: new static policy error: static policy options prefer-align-cpus-by-uncorecache and distribute-cpus-across-numa can not be used at the same time

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions:
      prefer-align-cpus-by-uncorecache: "true"
      distribute-cpus-across-numa: "true"
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions:
      prefer-align-cpus-by-uncorecache: "true"
      full-pcpus-only: "true"
    ```

Versions
    All versions that know both options of a pair.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_options.go, NewStaticPolicyOptions
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC206"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every pair, unless an option of it is refused already."""
    given = node.config.get("cpuManagerPolicyOptions")
    if not given or len(given) < 2 or options.cpu_policy(node) != "static":
        return
    for one, other in options.clashes(given, node.kubernetes):
        yield RULE.finding(
            f"the CPU manager policy options {one} and {other} cannot both be true; leave one of them out",
            node.origin("cpuManagerPolicyOptions", one),
            says="failed to run Kubelet: new static policy error: "
            f"static policy options {one} and {other} can not be used at the same time",
            key=True,
            related=related.value(node, ("cpuManagerPolicyOptions", other), "excludes it"),
        )
