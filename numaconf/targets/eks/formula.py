"""What the EKS images reserve by themselves: the formulas that AL2 (bootstrap.sh) and AL2023 (nodeadm) share.

Source: awslabs/amazon-eks-ami, `nodeadm/internal/kubelet/config.go` (2026-07) and `templates/al2/runtime/bootstrap.sh`
(2026-03); both were run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Origin

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.machine.model import Machine

EVICTION_HARD = {"memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%"}
"""evictionHard of both images."""

RESERVED_CGROUPS = {"systemReservedCgroup": "/system", "kubeReservedCgroup": "/runtime"}
"""The cgroups that both images name, and that forbid reservedSystemCPUs."""

_CPU_RANGES = ((0, 1000, 600), (1000, 2000, 100), (2000, 4000, 50), (4000, None, 25))
"""Start and end in milli-CPU, share in hundredths of a percent: 6% of the first core, 1% of the second, …"""


def memory_mib(max_pods: int) -> int:
    """kubeReserved.memory in MiB. `max_pods` is the ENI limit of the type, whatever `maxPods` the kubelet gets."""
    return 11 * max_pods + 255


def cpu_milli(cpus: int) -> int:
    """kubeReserved.cpu in milli-CPU for a number of online logical CPUs."""
    total = cpus * 1000
    return sum(
        (min(total, end or total) - start) * share // 10_000 for start, end, share in _CPU_RANGES if total > start
    )


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """The whole kubeReserved of a machine as both images write it; None where vCPUs or the ENI limit are unknown."""
    if machine.eni_max_pods is None or machine.cpu_count is None:
        return None
    return {
        "cpu": f"{cpu_milli(machine.cpu_count)}m",
        "ephemeral-storage": "1Gi",
        "memory": f"{memory_mib(machine.eni_max_pods)}Mi",
    }


def reserve(
    program: str,
    machine: Machine | None,
    config: dict[str, Any],
    origins: dict[Route, Origin],
    unknown: dict[Route, str],
) -> None:
    """Put kubeReserved and maxPods of a machine into a platform's `config`, with the origins that say how they came.

    What cannot be known goes into `unknown` with the reason. `program` is who computes: nodeadm, bootstrap.sh.
    """
    name = (machine and (machine.instance_type or machine.name)) or ""
    reserved: dict[str, str] = {"ephemeral-storage": "1Gi"}
    config["kubeReserved"] = reserved
    pods, cpus = (machine.eni_max_pods, machine.cpu_count) if machine else (None, None)
    if pods is None:
        why = f"the ENI limit of {name} is unknown" if machine else "machine unknown"
        unknown["kubeReserved", "memory"] = f"{why}: {program} computes it from the instance type"
        unknown["maxPods",] = f"{why}: {program} takes it from the instance type"
    else:
        reserved["memory"] = f"{memory_mib(pods)}Mi"
        config["maxPods"] = pods
        origins["kubeReserved", "memory"] = Origin(
            "platform-default", note=f"{program} computes kubeReserved.memory for {name} as 11 × {pods} + 255 MiB"
        )
        origins["maxPods",] = Origin(
            "platform-default", note=f"{program} sets maxPods for {name} to {pods}, the limit of its network interfaces"
        )
    if cpus is None:
        why = f"the CPUs of {name} are unknown" if machine else "machine unknown"
        unknown["kubeReserved", "cpu"] = f"{why}: {program} computes it from the number of CPUs"
    else:
        reserved["cpu"] = f"{cpu_milli(cpus)}m"
        origins["kubeReserved", "cpu"] = Origin(
            "platform-default", note=f"{program} computes kubeReserved.cpu from {cpus} CPUs as {cpu_milli(cpus)}m"
        )
