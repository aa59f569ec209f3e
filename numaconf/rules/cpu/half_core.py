"""Half a core reserved, with full-pcpus-only

What
    The CPU manager policy option `full-pcpus-only` is true, and `reservedSystemCPUs` names some but not all CPUs of a core.

Why
    With this option containers get whole cores only. The other CPU of a half-reserved core counts neither as reserved nor
    can it be given away with its core: it is lost for pinning, and the scheduler does not know.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    reservedSystemCPUs: 0-1
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    reservedSystemCPUs: 0-1,48-49
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_static.go, reservedPhysicalCPUs
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset, options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC217"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Every core that is reserved in part."""
    full = options.on(node.config.get("cpuManagerPolicyOptions"), options.FULL_PCPUS)
    if not full or options.cpu_policy(node) != "static":
        return
    try:
        listed = cpuset.parse(node.config.get("reservedSystemCPUs") or "")
    except cpuset.CpuSetError:
        return
    cores = node.machine.cores if node.machine else None
    if not listed:
        return
    if cores is None:
        yield RULE.not_checked(reservation.no_machine(node, "cores"))
        return
    siblings = frozenset(cpu for core in cores if listed & set(core) for cpu in core) - listed
    if siblings:
        whole = cpuset.text(listed | siblings)
        yield RULE.finding(
            f"reservedSystemCPUs {node.config['reservedSystemCPUs']} takes parts of cores, whose other CPUs "
            f"{cpuset.text(siblings)} full-pcpus-only cannot give away: reserve {whole}",
            node.origin("reservedSystemCPUs"),
        )
