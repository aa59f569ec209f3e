"""CPU manager policy options without the static policy

What
    `cpuManagerPolicyOptions` names an option, and `cpuManagerPolicy` is `none` or absent.

Why
    The policy `none` refuses every option, whatever it is called and even with the value "false". An empty map is fine.

What the kubelet says
    failed to run Kubelet: new none policy error: None policy: received unsupported options=map[full-pcpus-only:true]

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_none.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, options, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC202"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for the whole map."""
    given = node.config.get("cpuManagerPolicyOptions")
    if not given or options.cpu_policy(node) != "none" or not options.options_on(node, options.CPU_MANAGER):
        return
    unknown = reservation.why_unknown(node, "cpuManagerPolicy")
    if unknown:
        yield RULE.not_checked(unknown)
        return
    yield RULE.finding(
        f"the CPU manager policy none takes no options ({', '.join(given)}): set cpuManagerPolicy: static, or leave "
        "cpuManagerPolicyOptions out",
        node.origin("cpuManagerPolicyOptions"),
        says="failed to run Kubelet: new none policy error: None policy: received unsupported "
        f"options={go.mapping(given)}",
        key=True,
        related=related.value(node, ("cpuManagerPolicy",), "takes no options"),
    )
