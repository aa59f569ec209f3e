"""reservedSystemCPUs together with a reserved cgroup

What
    `reservedSystemCPUs` is set, and so is `systemReservedCgroup` or `kubeReservedCgroup`.

Why
    The kubelet refuses the configuration. On EKS the platform sets both cgroups: there they must be set to an empty string
    when CPUs are listed.

What the kubelet says
    invalid configuration: can't use reservedSystemCPUs (--reserved-cpus) with systemReservedCgroup (--system-reserved-cgroup) or kubeReservedCgroup (--kube-reserved-cgroup)

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,48"
    kubeReservedCgroup: /runtime
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,48"
    kubeReservedCgroup: ""
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules import fixes, related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC212"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Once, with the cgroups that are set."""
    fields = [field for field in ("systemReservedCgroup", "kubeReservedCgroup") if node.config.get(field)]
    if not node.config.get("reservedSystemCPUs") or not fields:
        return
    theirs = [field for field in fields if node.origin(field).kind == "platform-default"]
    named = " and ".join(f"{field} {node.config[field]}" + " by the platform" * (field in theirs) for field in fields)
    yield RULE.finding(
        f'reservedSystemCPUs cannot be combined with {named}: set {" and ".join(fields)} to ""',
        node.origin("reservedSystemCPUs"),
        fix=fixes.beside(node.origin("reservedSystemCPUs"), fields, "") if theirs == fields else None,
        says="invalid configuration: can't use reservedSystemCPUs (--reserved-cpus) with systemReservedCgroup "
        "(--system-reserved-cgroup) or kubeReservedCgroup (--kube-reserved-cgroup)",
        key=True,
        related=tuple(one for field in fields for one in related.value(node, (field,), "excludes it")),
    )
