"""align-by-socket with the topology manager policy single-numa-node

What
    The CPU manager policy option `align-by-socket` is true, and `topologyManagerPolicy` is `single-numa-node`.

Why
    One asks for CPUs of a whole socket, the other for CPUs of one NUMA node. The kubelet exits while it builds the CPU
    manager. The typing error in its message is real.

What the kubelet says
    failed to run Kubelet: new static policy error: Topolgy manager single-numa-node policy is incompatible with CPUManager align-by-socket policy option

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {align-by-socket: "true"}
    featureGates: {CPUManagerPolicyAlphaOptions: true}
    topologyManagerPolicy: single-numa-node
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {align-by-socket: "true"}
    featureGates: {CPUManagerPolicyAlphaOptions: true}
    topologyManagerPolicy: restricted
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_options.go, ValidateStaticPolicyOptions
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

RULE = BY_CODE["NC207"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Both are in force."""
    if (
        options.on(node.config.get("cpuManagerPolicyOptions"), options.BY_SOCKET)
        and options.topology_policy(node) == "single-numa-node"
        and options.cpu_policy(node) == "static"
        and not options.problems(node, options.CPU_MANAGER)
    ):
        yield RULE.finding(
            "the CPU manager policy option align-by-socket cannot be combined with topologyManagerPolicy "
            "single-numa-node; write restricted or best-effort",
            node.origin("cpuManagerPolicyOptions", options.BY_SOCKET),
            says="failed to run Kubelet: new static policy error: Topolgy manager single-numa-node policy is "
            "incompatible with CPUManager align-by-socket policy option",
            key=True,
            related=related.value(node, ("topologyManagerPolicy",), "excludes it"),
        )
