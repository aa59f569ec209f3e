"""align-by-socket on a machine with more sockets than NUMA nodes

What
    The CPU manager policy option `align-by-socket` is true, and a NUMA node of the machine spans several sockets.

Why
    The kubelet exits while it builds the CPU manager.

What the kubelet says
    failed to run Kubelet: new static policy error: Align by socket is not compatible with hardware where number of sockets are more than number of NUMA

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:1 package:2 core:8 pu:2 memory:64Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {align-by-socket: "true"}
    featureGates: {CPUManagerPolicyAlphaOptions: true}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=package:2 numa:1 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {align-by-socket: "true"}
    featureGates: {CPUManagerPolicyAlphaOptions: true}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_options.go, ValidateStaticPolicyOptions
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC208"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Sockets and NUMA nodes are counted."""
    if (
        not options.on(node.config.get("cpuManagerPolicyOptions"), options.BY_SOCKET)
        or options.cpu_policy(node) != "static"
        or options.problems(node, options.CPU_MANAGER)
    ):
        return
    machine = node.machine
    sockets = options.sockets(machine) if machine else None
    if machine is None or machine.nodes is None or sockets is None:
        yield RULE.not_checked(reservation.no_machine(node, "sockets"))
        return
    nodes = sum(numa.cpus is None or bool(numa.cpus) for numa in machine.nodes)
    if sockets > nodes:
        yield RULE.finding(
            f"the CPU manager policy option align-by-socket needs a NUMA node for each socket, and "
            f"{reservation.machine_name(node)} has {sockets} sockets in {nodes} NUMA "
            f"node{'s' * (nodes > 1)}; leave it out",
            node.origin("cpuManagerPolicyOptions", options.BY_SOCKET),
            says="failed to run Kubelet: new static policy error: Align by socket is not compatible with hardware "
            "where number of sockets are more than number of NUMA",
            key=True,
        )
