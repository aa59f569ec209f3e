"""Pods with resources of their own (`spec.resources`) under PodLevelResourceManagers and scope pod: the pod gets one
set of CPUs and one block of memory, and its containers parts of them.

Source: `AllocatePod` and `validatePodScopeResources` in `pkg/kubelet/cm/cpumanager/policy_static.go` and
`memorymanager/policy_static.go`, 1.36 (alpha), 1.37 and 1.38 (beta, off by default).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.cpu import Rejected
from numaconf.kubelet.admission.memory import NoMemory
from numaconf.kubelet.admission.memory_held import Block

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.kubelet.admission.cpu import CpuPolicy
    from numaconf.kubelet.admission.memory import MemoryPolicy
    from numaconf.kubelet.admission.pod import Container, Pod


def _empty(pod: Pod, total: dict[str, int], request: Callable[[Container], dict[str, int]], what: str) -> str | None:
    """Why containers that share would have nothing, in the kubelet's words; None where they have something."""
    shares = False
    taken = dict.fromkeys(total, 0)
    for container in pod.containers:
        asked = request(container)
        if container.regular_init:
            for resource, pool in total.items():
                if not asked and taken[resource] >= pool:
                    none = "cpus" if what == "cpus" else resource
                    return f"pod rejected, pod has shared init containers but no {none} available for them"
            continue
        shares = shares or not asked
        for resource, amount in asked.items():
            taken[resource] = taken.get(resource, 0) + amount
    for resource, pool in total.items():
        if shares and taken[resource] >= pool:
            return (
                f"pod rejected, sum of exclusive container {resource} requests equals pod budget, leaving no {what} "
                "for shared containers"
            )
    return None


def no_cpus(policy: CpuPolicy, pod: Pod) -> str | None:
    """Why the containers without CPUs of their own would have none."""

    def request(container: Container) -> dict[str, int]:
        cpus = policy.exclusive(pod, container)
        return {"cpu": cpus} if cpus else {}

    return _empty(pod, {"cpu": policy.exclusive_of_pod(pod)}, request, "cpus")


def no_memory(policy: MemoryPolicy, pod: Pod) -> str | None:
    """Why the containers without memory of their own would have none, or why that cannot be counted."""
    try:
        return _empty(pod, policy.request_of_pod(pod), lambda container: policy.request(pod, container), "memory")
    except NoMemory as error:
        return str(error)


def refused(text: str) -> Rejected:
    """The error for a pod whose shared containers would have nothing."""
    return Rejected("EmptyPodSharedPoolError", text)


def share_cpus(policy: CpuPolicy, pod: Pod, cpus: int, mask: int | None) -> dict[str, int]:
    """The CPUs of each container out of those of the pod. Raises NotEnough, Panic."""
    at_least = 0 if mask is None else mask.bit_count()
    own: dict[str, int] = {}
    sidecars = 0
    for container in pod.containers:
        count = policy.exclusive(pod, container)
        if not container.init:
            continue
        if count:
            own[container.name] = policy.take(cpus & ~sidecars, count, at_least)
            if container.sidecar:
                sidecars |= own[container.name]
        elif not container.sidecar:
            own[container.name] = cpus & ~sidecars
    shared = cpus & ~sidecars
    for container in pod.containers:
        count = policy.exclusive(pod, container)
        if count and not container.init:
            own[container.name] = policy.take(shared, count, at_least)
            shared &= ~own[container.name]
    return {container.name: own.get(container.name, shared) for container in pod.containers}


def share_memory(policy: MemoryPolicy, pod: Pod, mask: int, total: dict[str, int]) -> dict[str, tuple[Block, ...]]:
    """The memory of each container out of that of the pod, all on the same NUMA nodes. Raises NoMemory."""
    own: dict[str, tuple[Block, ...]] = {}
    left = dict(total)

    def blocks(amounts: dict[str, int]) -> tuple[Block, ...]:
        return tuple(Block(mask, resource, size) for resource, size in amounts.items() if size > 0)

    for container in pod.containers:
        asked = policy.request(pod, container)
        if container.regular_init:
            own[container.name] = blocks(asked or left)
        elif asked:
            own[container.name] = blocks(asked)
            for resource, size in asked.items():
                left[resource] = left.get(resource, 0) - size
    shared = blocks(left)
    return {container.name: own.get(container.name, shared) for container in pod.containers}
