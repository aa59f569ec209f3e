"""What the kubelet checks after the allocation, with the scheduler's code: does the pod fit beside the others.

Source: `pkg/kubelet/lifecycle/predicate.go`, `pkg/scheduler/framework/plugins/noderesources/fit.go`, 1.27 and later.
Labels, taints and the node's name are the scheduler's business and taken to fit. Where several sizes of hugepages or
several devices are short, the kubelet names one of them at random; here it is the first by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.pod import Amounts, add, at_pod_level, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numaconf.kubelet.admission.pod import Pod

PODS = "pods"
REASONS = {"cpu": "OutOfcpu", "memory": "OutOfmemory", "ephemeral-storage": "OutOfephemeral-storage", PODS: "OutOfpods"}

Used = dict[str, int]
"""Resource to milli-CPU, bytes or number."""


def requests(pod: Pod) -> Used:
    """What a pod counts for: milli-CPU, bytes, numbers of devices."""
    amounts: Amounts = total(pod.containers)
    if pod.resources:
        amounts.update({name: amount for name, amount in pod.resources[0].items() if at_pod_level(name)})
    add(amounts, pod.overhead)
    return {name: amount.milli if name == "cpu" else amount.bytes for name, amount in amounts.items()}


def refuse(
    asked: Used, used: Mapping[str, int], number: int, allocatable: Mapping[str, int | None]
) -> tuple[str, str] | None:
    """Why a pod does not fit, as reason and message; None where it does. What the node does not offer at all is left
    out (an extended resource of the cluster), and so is what is unknown (None).
    """
    pods = allocatable[PODS]
    if pods is not None and number + 1 > pods:
        return _short(PODS, 1, number, pods)
    order = ["cpu", "memory", "ephemeral-storage", *sorted(name for name in asked if name not in REASONS)]
    for name in order:
        wanted, capacity = asked.get(name, 0), allocatable.get(name)
        if capacity is None and name.startswith("hugepages-"):
            capacity = 0
        if wanted > 0 and capacity is not None and wanted > capacity - used.get(name, 0):
            return _short(name, wanted, used.get(name, 0), capacity)
    return None


def _short(name: str, wanted: int, used: int, capacity: int) -> tuple[str, str]:
    text = f"Node didn't have enough resource: {name}, requested: {wanted}, used: {used}, capacity: {capacity}"
    return REASONS.get(name, f"OutOf{name}"), text
