"""What becomes of the pods that run when the kubelet comes back with the new configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.kubelet.state import change, cpu, memory
from numaconf.kubelet.state.change import Verdict
from numaconf.named import NamedTuple
from numaconf.verbs.plan.model import PodEffect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.admission.admit import Given
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Pod
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.verbs.nodes import InForce
    from numaconf.verbs.plan.existing import Held

DEVICES = (
    "devices: after a reboot a pod is admitted again before its device plugin is there, and may fail with "
    "UnexpectedAdmissionError (kubernetes/kubernetes #109595, #125579); after a restart of the kubelet alone, "
    "containers that run are let through"
)

RESTORES = 38
"""From this minor a pod that has its CPUs and memory as a whole has them again after a restart (kubernetes/kubernetes
#141041, #141070).
"""
_AS_A_WHOLE = (
    "it has CPUs and memory as a whole (PodLevelResourceManagers): up to 1.37 a kubelet that comes back may give such "
    "a pod others, or reject it; drain it first"
)


class Running(NamedTuple):
    """The effects, the fates of the files now that the pods are known, and what else is to be said."""

    pods: tuple[PodEffect, ...]
    files: dict[str, Verdict]
    notes: tuple[str, ...] = ()


class Ran(NamedTuple):
    """A pod under the old configuration: what it was given, or why it could not run there. `cpus`: what it has as a
    whole (PodLevelResourceManagers), also what no container holds.
    """

    pod: Pod
    given: tuple[Given, ...]
    why_not: str = ""
    cpus: int = 0


def effects(
    old: InForce,
    new: InForce,
    files: dict[str, Verdict],
    manifests: Sequence[tuple[str, bytes]],
    held: Held | None,
) -> Running:
    """What becomes of each pod that the manifests or the state files name."""
    if manifests:
        return _of_manifests(old, new, files, manifests, held)
    if held is None:
        return Running((), files)
    return Running(tuple(_of_files(held, old, new, files)), files)


def _of_files(held: Held, old: InForce, new: InForce, files: dict[str, Verdict]) -> list[PodEffect]:
    """Without manifests a pod is known by its UID and by what it holds."""
    cpus = held.cpu.entries if held.cpu else {}
    blocks = held.memory.entries if held.memory else {}
    devices = {one.pod for one in held.devices}
    found = []
    for uid in sorted(cpus.keys() | blocks.keys() | devices):
        lost = _lost(files, has_cpus=uid in cpus, has_memory=uid in blocks)
        if lost:
            found.append(PodEffect("", uid, "loses-pinning", lost))
        elif old.node.config == new.node.config:
            found.append(PodEffect("", uid, "keeps", "nothing changes"))
        elif options.topology_policy(new.node) in {"restricted", "single-numa-node"}:
            why = "it is admitted again under the topology manager policy; its manifest decides (--pods)"
            found.append(PodEffect("", uid, "unknown", why))
        else:
            found.append(PodEffect("", uid, "keeps", "the files that name it are kept"))
    return found


def _lost(files: dict[str, Verdict], *, has_cpus: bool, has_memory: bool) -> str:
    """What a pod loses with the files that go; "" for nothing."""
    lost = [
        words for words, name, has in (
            ("its CPUs (cpu_manager_state is removed)", cpu.NAME, has_cpus),
            ("its memory (memory_manager_state is removed)", memory.NAME, has_memory),
        ) if has and files[name].fate == "remove"
    ]  # fmt: skip
    return f"it loses {' and '.join(lost)}: drain it first" if lost else ""


def _of_manifests(
    old: InForce, new: InForce, files: dict[str, Verdict], manifests: Sequence[tuple[str, bytes]], held: Held | None
) -> Running:
    """The pods are admitted under the old configuration in the order given, and again under the new one."""
    from numaconf.kubelet.admission.node import Missing, node
    from numaconf.pods import manifests as reading
    from numaconf.verbs.fit import load_pods, on_its_machine, rules_of

    before = on_its_machine(old)
    arriving, wrong = reading.pods(load_pods(manifests), rules_of(before))
    pods = [one.written.pod for one in arriving]
    notes = tuple(f"{one.place}: {one.message}" for one in wrong)
    try:
        here = node(before)
        there = node(on_its_machine(new))
    except Missing as missing:
        return Running(tuple(PodEffect(one.namespace, one.name, "unknown", str(missing)) for one in pods), files, notes)
    ran, state = _run(here, pods, held, before)
    if held is None:
        files = _decided(files, new, here, state, ran)
    if any(one.devices for each in ran for one in each.given):
        notes = (*notes, DEVICES)
    back = _coming_back(state, there, files)
    found = []
    for one in ran:
        effect, back = _effect(one, there, back, files)
        found.append(effect)
    return Running(tuple(found), files, notes)


def _run(here: Node, pods: Sequence[Pod], held: Held | None, config: EffectiveConfig) -> tuple[list[Ran], State]:
    """The pods under the old configuration: those that the state files name have what these say."""
    from numaconf.kubelet.admission.admit import admit
    from numaconf.kubelet.admission.hints import TooMany

    state, known = here.start, {}
    if held is not None:
        from numaconf.verbs.fit.running import load

        state, running = load(held.folder, config, here)
        known = {one.uid: one for one in running}
    found = []
    for pod in pods:
        if pod.uid in known:
            found.append(Ran(pod, known[pod.uid].given(), "", known[pod.uid].whole_cpus))
            continue
        try:
            answer = admit(here, state, pod)
        except TooMany:
            found.append(Ran(pod, (), "which NUMA nodes it has depends on more sets of them than are gone through"))
            continue
        state = answer.state
        why = "" if answer.admitted else f"the old configuration rejects it already: {answer.reason}: {answer.message}"
        found.append(Ran(pod, answer.containers, why, answer.cpus))
    return found, state


def _coming_back(state: State, there: Node, files: dict[str, Verdict]) -> State:
    """The node as the kubelet finds it: what the files that are kept say, the others begin again."""
    has_cpus = there.cpu is not None and files[cpu.NAME].fate != "remove"
    has_memory = there.memory is not None and files[memory.NAME].fate != "remove" and bool(state.memory)
    return there.start._replace(
        shared=state.shared if has_cpus else there.start.shared,
        memory=state.memory if has_memory else there.start.memory,
        devices=state.devices,
    )


def _decided(
    files: dict[str, Verdict], new: InForce, here: Node, state: State, ran: Sequence[Ran]
) -> dict[str, Verdict]:
    """What depends on the pods, now that it is known what they hold."""
    verdict = files[cpu.NAME]
    if here.cpu is None or verdict.rule in {"policy", "format"} or options.cpu_policy(new.node) != "static":
        return files
    from numaconf.kubelet.admission import bits

    reserved = change.reserved_cpus(new.node)
    cpus = new.node.machine.cpus if new.node.machine else None
    if reserved is None or cpus is None:
        return files
    assigned = {
        (one.pod.name, given.name): frozenset(bits.members(given.cpus))
        for one in ran for given in one.given if given.cpus
    }  # fmt: skip
    manager = cpu.CpuManager("static", cpus, reserved, change.is_strict(new.node))
    wholes = [frozenset(bits.members(one.cpus)) for one in ran if one.cpus]
    says = cpu.inconsistent(frozenset(bits.members(state.shared)), assigned, manager, wholes)
    if says is None:
        return files | {cpu.NAME: Verdict("keep")}
    return files | {cpu.NAME: Verdict("remove", says, verdict.rule or "reserved CPUs", verdict.why or (says,))}


def _effect(ran: Ran, there: Node, state: State, files: dict[str, Verdict]) -> tuple[PodEffect, State]:
    """What becomes of one pod, and the node with it. What a rejected pod has is not free before its containers end."""
    from numaconf.kubelet.admission.again import readmit
    from numaconf.kubelet.admission.hints import TooMany
    from numaconf.kubelet.admission.node import POD_SCOPE

    pod = ran.pod
    if ran.why_not:
        return PodEffect(pod.namespace, pod.name, "unknown", ran.why_not), state
    has_cpus, has_memory = (any(getattr(one, what) for one in ran.given) for what in ("cpus", "memory"))
    lost = _lost(files, has_cpus=has_cpus, has_memory=has_memory)
    if lost:
        return PodEffect(pod.namespace, pod.name, "loses-pinning", lost), state
    if ran.given and pod.resources and there.pod_managers and there.scope == POD_SCOPE and there.minor < RESTORES:
        return PodEffect(pod.namespace, pod.name, "unknown", _AS_A_WHOLE), state
    kept = tuple(
        one._replace(cpus=one.cpus if there.cpu else 0, memory=one.memory if there.memory else ()) for one in ran.given
    )
    try:
        answer = readmit(there, state, pod, kept)
    except TooMany:
        return PodEffect(pod.namespace, pod.name, "unknown", "too many sets of NUMA nodes are possible"), state
    if not answer.admitted:
        why = f"the kubelet that comes back rejects it: {answer.reason}: {answer.message}"
        return PodEffect(pod.namespace, pod.name, "rejected-on-restart", why), state
    words = {"cpus": "CPUs", "memory": "memory", "devices": "devices"}
    has = [word for what, word in words.items() if any(getattr(one, what) for one in kept)]
    together = " and ".join(filter(None, [", ".join(has[:-1]), *has[-1:]]))
    why = f"it keeps its {together}" if has else "it has nothing to itself"
    return PodEffect(pod.namespace, pod.name, "keeps", why), answer.state
