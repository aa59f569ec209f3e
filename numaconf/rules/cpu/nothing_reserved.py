"""The static CPU policy without reserved CPUs

What
    `cpuManagerPolicy: static`, and no CPU is reserved: neither `kubeReserved` nor `systemReserved` has an amount of `cpu`
    above zero, and `reservedSystemCPUs` names none. `evictionHard` never counts.

Why
    Without any reserved CPU the shared pool could become empty. The kubelet exits while it builds the CPU manager.

What the kubelet says
    failed to run Kubelet: [cpumanager] unable to determine reserved CPU resources for static policy

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {memory: 1Gi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All. Up to 1.36 any amount above zero is enough; 1.37 and later round to the nearest thousandth of a CPU first.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/cpu_manager.go, NewManager; cmd/kubelet/app/server.go, parseResourceList
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC209"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """The sum is zero."""
    if options.cpu_policy(node) != "static":
        return
    kept = reservation.cpu(node)
    if kept.unknown:
        if not any(part.amount.nano > 0 for part in kept.parts):
            yield RULE.not_checked(kept.unknown)
    elif kept.amount is not None and kept.amount.nano == 0:
        rounded = f" ({kept}, which Kubernetes 1.37 and later round to 0)" if kept.parts else ""
        yield RULE.finding(
            f"cpuManagerPolicy static needs a CPU reservation above zero{rounded}: set reservedSystemCPUs, or cpu in "
            "kubeReserved or systemReserved",
            node.origin("cpuManagerPolicy"),
            says="failed to run Kubelet: [cpumanager] unable to determine reserved CPU resources for static policy",
        )
