"""The answer in words: why a pod gets no CPUs of its own, where each resource could be had, what broke alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.merge import BEST_EFFORT, RESTRICTED, SINGLE
from numaconf.kubelet.admission.node import POD_SCOPE
from numaconf.kubelet.admission.pod import GUARANTEED
from numaconf.kubelet.quantity import ZERO
from numaconf.pods.read import is_extended
from numaconf.verbs.fit import rejection
from numaconf.verbs.fit.places import cpus_text, joined, nodes_text, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.kubelet.admission.admit import Answer, Step
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Container, Pod
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.verbs.fit.model import Entry
    from numaconf.verbs.fit.running import Running


NEARLY = 0.9
"""The share of the node's allocatable memory from which on its exact size may matter."""


def explain(node: Node | None, entry: Entry, empty: Answer | None = None) -> tuple[str, ...]:
    """The sentences about one pod. `empty`: what is said to it on an empty node, if it is rejected on this one."""
    pod = entry.arriving.written.pod
    found = list(eligible(node, pod))
    if entry.missing:
        found.append(f"not judged: {entry.missing}")
    elif node is not None and entry.answer is not None and entry.before is not None:
        found += _answer(node, entry, empty)
        found += _no_plugin(node, pod)
    return (*found, *entry.arriving.written.remarks)


def eligible(node: Node | None, pod: Pod) -> Iterator[str]:
    """Why containers get no CPUs, and no memory of certain NUMA nodes, to themselves."""
    if node is not None and node.cpu is None and node.memory is None:
        yield "cpuManagerPolicy is none and memoryManagerPolicy None: no CPUs and no memory are given to a pod alone"
        return
    if pod.qos != GUARANTEED:
        yield f"{pod.qos}, not Guaranteed: {_why_not_guaranteed(pod)}; so it gets no CPUs and no NUMA nodes to itself"
        return
    if node is not None and pod.resources and node.minor >= 34 and not node.pod_managers:
        yield (
            "it has spec.resources: this kubelet gives such a pod neither CPUs nor memory to itself, whatever its "
            "containers ask for (PodLevelResourceManagers is off)"
        )
        return
    if node is not None and node.cpu is None:
        yield "cpuManagerPolicy is none: no CPUs are given to a container alone"
        return
    for container in pod.containers:
        amount = container.requests.get("cpu", ZERO)
        if amount.milli % 1000:
            yield (
                f"{container.name} asks for {cpus_text(amount.milli)} CPUs: only whole numbers of CPUs are given to a "
                "container alone, so it runs in the shared pool"
            )


def _why_not_guaranteed(pod: Pod) -> str:
    if pod.resources is not None:
        requests, limits = pod.resources
        for name in ("cpu", "memory"):
            if requests.get(name, ZERO).nano != limits.get(name, ZERO).nano or not limits.get(name, ZERO).nano:
                return f"spec.resources has no {name} limit that is also the request"
    for container in pod.containers:
        for name in ("cpu", "memory"):
            limit, request = container.limits.get(name), container.requests.get(name, ZERO)
            if limit is None or not limit.nano:
                return f"{_what(container)} {container.name} has no {name} limit"
            if request.nano != limit.nano:
                return f"{_what(container)} {container.name} requests {request} of {name} below its limit {limit}"
    return "requests and limits differ"


def _what(container: Container) -> str:
    return "sidecar" if container.sidecar else "init container" if container.init else "container"


def _no_plugin(node: Node, pod: Pod) -> Iterator[str]:
    known = node.devices.resources
    for name in sorted({name for one in pod.containers for name in one.limits if is_extended(name)} - set(known)):
        yield f"no device plugin of this machine offers {name}: the kubelet looks past it; no scheduler sends the pod"
    for name in sorted({name for one in pod.containers for name in one.limits} & set(known)):
        if not known[name].placed:
            yield f"the plugin of {name} reports no NUMA nodes, so its devices take no part in the alignment"


def _answer(node: Node, entry: Entry, empty: Answer | None) -> Iterator[str]:
    answer, state, pod = entry.answer, entry.before, entry.arriving.written.pod
    assert answer is not None
    assert state is not None
    if answer.panic:
        yield f"the kubelet crashes, and again at every start while the pod is bound to the node: {answer.message}"
        yield from _why_panic(node, answer.message or "")
        return
    if answer.admitted:
        for step in answer.steps:
            if not step.hint.preferred and node.merger.policy == BEST_EFFORT and step.hint.mask:
                yield (
                    f"{_who(step)}: no NUMA nodes are the best ones for all that it asks for; best-effort admits it "
                    f"all the same, on {nodes_text(step.hint.mask)}"
                )
        yield from _apart(node, answer)
        return
    yield from rejection.reasons(node, state, pod, answer, empty)
    if answer.by == "allocation":
        short = rejection.unsent(node, state, pod)
        if short:
            yield f"a scheduler does not send it here: {rejection.told_short(short)}"
        else:
            yield "a scheduler sends it here all the same: it knows no NUMA nodes, and sees room"


def hints(answer: Answer | None) -> tuple[str, ...]:
    """Where each resource of a pod could be had, a sentence for each merge."""
    found = []
    for step in answer.steps if answer else ():
        places: dict[str, list[str]] = {}
        for name, held in step.offers.items():
            if held is not None:
                places.setdefault(where(held), []).append(name)
        if places:
            told = "; ".join(f"{joined(names)} {place}" for place, names in places.items())
            found.append(f"{_who(step)}: {told}")
    return tuple(found)


def _who(step: Step) -> str:
    return step.container or "all containers together"


def _apart(node: Node, answer: Answer) -> Iterator[str]:
    """Containers that are aligned one by one may come to be on different NUMA nodes."""
    if node.merger.policy not in (SINGLE, RESTRICTED) or node.scope == POD_SCOPE:
        return
    masks = {one.hint.mask for one in answer.containers if one.hint.mask is not None and (one.cpus or one.memory)}
    if len(masks) > 1:
        yield (
            "its containers are on different NUMA nodes: scope container aligns each for itself, "
            "topologyManagerScope: pod all together"
        )


def _why_panic(node: Node, message: str) -> Iterator[str]:
    if "index out of range" in message:
        ids = ", ".join(map(str, node.layout.nodes))
        yield f"prefer-closest-numa-nodes takes NUMA node ids for places in the table of distances; here they are {ids}"
    elif "nil pointer" in message:
        yield "it asks for a size of hugepages that some NUMA node does not list; list it with 0 pages"


def notes(
    config: EffectiveConfig,
    node: Node | None,
    state: State | None,
    entries: Sequence[Entry],
    running: Sequence[Running],
) -> tuple[str, ...]:
    """What is to be said about all answers. `state`: the node after them."""
    if node is None:
        return tuple(_of_running(running))
    found = []
    machine = config.machine
    answers = [entry.answer for entry in entries]
    capacity = unsure_of_memory(config, node, [state] if state else [], answers)
    if capacity:
        found.append(capacity)
    if machine is not None and machine.sockets is None and node.cpu and len(node.layout.nodes) > 1:
        found.append(f"the sockets of {machine.name} are unknown and taken to be its NUMA nodes: CPUs may differ")
    if node.allocatable["memory"] is None:
        found.append("whether the pods' memory fits into the node's allocatable was not judged: it is unknown")
    if node.allocatable["cpu"] is None:
        found.append("whether the pods' CPU requests fit into the node's allocatable was not judged: it is unknown")
    if any(answer and any(one.devices for one in answer.containers) for answer in answers):
        found.append(
            "of the devices that a hint allows the lowest index is taken, as by a plugin that prefers it; without one "
            "the kubelet picks at random"
        )
    if machine is not None and "devices" in machine.derived:
        found.append(
            f"on which NUMA nodes the devices of {machine.name} are was not measured: equal parts are assumed; a "
            "snapshot of the machine (spec.devices) says it"
        )
    return (*found, *_of_running(running))


def unsure_of_memory(
    config: EffectiveConfig, node: Node, states: Sequence[State], answers: Sequence[Answer | None]
) -> str:
    """What is to be said where nearly all memory is asked for, and how much there is is not known exactly; "" where
    that cannot have changed an answer.
    """
    machine, most = config.machine, node.allocatable["memory"]
    if machine is None or machine.memory_capacity is not None or not most:
        return ""
    full = any(state.used.get("memory", 0) > NEARLY * most for state in states)
    if not full and not any(answer and answer.reason == "OutOfmemory" for answer in answers):
        return ""
    return (
        f"the memoryCapacity of {machine.name} is unknown, and the sum of its NUMA nodes' memory stands for it: "
        "near its end OutOfmemory may come one pod earlier or later"
    )


def _of_running(running: Sequence[Running]) -> Iterator[str]:
    if running:
        several = "pods run" if len(running) > 1 else "pod runs"
        yield (
            f"{len(running)} {several} already (state files), and counts with the CPUs, memory and devices held; what "
            "other pods of the node ask for is not known"
        )
