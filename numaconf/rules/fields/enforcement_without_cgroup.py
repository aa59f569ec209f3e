"""An enforcement without its cgroup

What
    enforceNodeAllocatable asks for system-reserved or kube-reserved, and systemReservedCgroup or kubeReservedCgroup
    is empty.

Why
    The kubelet has to know which cgroup to limit, and exits. Together with reservedSystemCPUs these enforcements are
    not possible at all, for that forbids both cgroups.

What the kubelet says
    invalid configuration: kubeReservedCgroup (--kube-reserved-cgroup) must be specified when "kube-reserved" or "kube-reserved-compressible" included in enforceNodeAllocatable (--enforce-node-allocatable)

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    enforceNodeAllocatable: [pods, kube-reserved]
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    enforceNodeAllocatable: [pods, system-reserved]
    systemReservedCgroup: /system.slice
    systemReserved: {cpu: 500m, memory: 1Gi}
    ```

Versions
    All; up to 1.31 the words are: must be specified when "kube-reserved" contained in enforceNodeAllocatable

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import reservation
from numaconf.kubelet.validation import enforcement
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC412"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each item."""
    for objection in enforcement.objections(node):
        if objection.kind == "cgroup":
            unknown = reservation.why_unknown(node, objection.needs) if objection.needs else None
            if unknown:
                yield RULE.not_checked(unknown)
                continue
            yield RULE.finding(
                f"enforceNodeAllocatable: {objection.must}", node.origin(*objection.at), says=objection.says
            )
