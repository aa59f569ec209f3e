"""What would admit a rejected pod: a smaller request, another setting of the node, or the end of other pods.

Nothing is proposed that was not tried: each proposal was put to the same admission, which took the pod.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import defaults, quantity
from numaconf.kubelet.admission.admit import admit, end_pod
from numaconf.kubelet.admission.hints import TooMany
from numaconf.kubelet.admission.merge import RESTRICTED
from numaconf.kubelet.admission.node import Missing, node
from numaconf.kubelet.admission.pod import is_memory, whole_cpus
from numaconf.kubelet.quantity import NANO, ZERO, Quantity
from numaconf.named import NamedTuple
from numaconf.safe import shown
from numaconf.verbs.fit.running import ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.kubelet.admission.admit import Answer
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Container, Pod
    from numaconf.verbs.fit.model import Entry, Fit

MOST_TRIES = 3_000
"""Sets of pods whose end is tried."""
MOST_PODS = 50
"""Rejected pods, different in more than their names, for which something is proposed."""
MOST_CPUS = 512
"""CPUs more than are asked for that are tried."""


class Suggestion(NamedTuple):
    """One proposal. `kind`: `request`, `setting` or `end`; `change`: what is to be written, or the pods that end."""

    kind: str
    text: str
    change: dict[str, Any]


class Proposals(NamedTuple):
    """The suggestions by name of the pod, and for how many rejected pods none were looked for."""

    by_pod: tuple[tuple[str, tuple[Suggestion, ...]], ...]
    left_out: int


def proposals(fit: Fit) -> Proposals:
    """What would admit each rejected pod; of replicas the first that is rejected."""
    done: set[int] = set()
    known: dict[tuple[str, int], tuple[Suggestion, ...]] = {}
    found: list[tuple[str, tuple[Suggestion, ...]]] = []
    left_out = 0
    for entry in fit.entries:
        if entry.verdict != "rejected" or id(entry.arriving.of) in done:
            continue
        done.add(id(entry.arriving.of))
        kind = entry.arriving.written.pod.kind, id(entry.before)
        if kind not in known and len(known) == MOST_PODS:
            left_out += 1
            continue
        if kind not in known:
            known[kind] = suggestions(fit, entry)
        found.append((entry.name, known[kind]))
    return Proposals(tuple(found), left_out)


def suggestions(fit: Fit, entry: Entry) -> tuple[Suggestion, ...]:
    """The proposals for one rejected pod, the smallest change of each kind first."""
    if fit.node is None or entry.before is None or entry.answer is None or entry.answer.admitted:
        return ()
    found = [*_requests(fit.node, entry), *_more_cpus(fit.node, entry), *_settings(fit, entry), *_ends(fit, entry)]
    return tuple(found)


def takes(here: Node, state: State, pod: Pod) -> bool:
    """Whether the kubelet admits a pod."""
    return _asked(here, state, pod) is not None


def _asked(here: Node, state: State, pod: Pod) -> Answer | None:
    try:
        answer = admit(here, state, pod)
    except TooMany:
        return None
    return answer if answer.admitted else None


def _requests(here: Node, entry: Entry) -> Iterator[Suggestion]:
    """The largest amount of one resource of one container with which the pod is admitted, all else as it is."""
    pod, state = entry.arriving.written.pod, entry.before
    assert state is not None
    for name in ("cpu", *sorted({name for one in pod.containers for name in one.requests} - {"cpu"})):
        holders = [one for one in pod.containers if name in one.requests and one.requests[name].nano]
        if not holders:
            continue
        amounts = [one.requests[name].nano for one in holders]
        largest = holders[amounts.index(max(amounts))]
        unit = 1 << 20 if is_memory(name) else 1
        if name.startswith("hugepages-"):
            unit = quantity.parse(name.removeprefix("hugepages-")).bytes
        most = -(-largest.requests[name].nano // NANO // unit)

        def fits(number: int, name: str = name, largest: Container = largest, unit: int = unit) -> bool:
            assert state is not None
            return takes(here, state, with_amount(pod, largest, name, number * unit))

        found = _largest(fits, most, steps=not is_memory(name))
        if found:
            text = _amount(name, found * unit)
            yield Suggestion(
                "request",
                f"{text} for {largest.name} instead of {_held(name, largest.requests[name])}: the most that is "
                "admitted, all else as it is",
                {"container": largest.name, "resource": name, "amount": text.split()[0]},
            )


def _largest(fits: Callable[[int], bool], below: int, *, steps: bool) -> int:
    """The largest number under a limit that fits; 0 where none does. Memory is halved, devices and CPUs counted."""
    if steps and below <= 512:
        return next((number for number in range(below - 1, 0, -1) if fits(number)), 0)
    low, high = 0, below
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low if low and fits(low) else 0


def _amount(name: str, value: int) -> str:
    if name == "cpu":
        return f"{value} CPUs"
    return quantity.binary(value) + f" of {name}" if is_memory(name) else f"{value} {name}"


def _held(name: str, amount: Quantity) -> str:
    return str(amount) if name == "cpu" else _amount(name, amount.bytes).split()[0]


def _more_cpus(here: Node, entry: Entry) -> Iterator[Suggestion]:
    """Restricted admits a pod whose resources all need as many NUMA nodes: more CPUs may do what fewer cannot."""
    pod, state, answer = entry.arriving.written.pod, entry.before, entry.answer
    assert state is not None
    if here.merger.policy != RESTRICTED or answer is None or answer.reason != "TopologyAffinityError":
        return
    holders = [one for one in pod.containers if whole_cpus(one.requests.get("cpu", ZERO))]
    if not holders:
        return
    largest = max(holders, key=lambda one: one.requests["cpu"].nano)
    now = whole_cpus(largest.requests["cpu"])
    for number in range(now + 1, min(here.layout.cpus.bit_count(), now + MOST_CPUS) + 1):
        if takes(here, state, with_amount(pod, largest, "cpu", number)):
            yield Suggestion(
                "request",
                f"{number} CPUs for {largest.name} instead of {now}: then they need as many NUMA nodes as all else",
                {"container": largest.name, "resource": "cpu", "amount": str(number)},
            )
            return


def with_amount(pod: Pod, container: Container, name: str, amount: int) -> Pod:
    """The pod with another amount of a resource in one container."""
    new = Quantity(amount * NANO, container.requests[name].format)
    changed = container._replace(
        requests={**container.requests, name: new},
        limits={**container.limits, name: new} if name in container.limits else container.limits,
    )
    return pod._replace(containers=tuple(changed if one is container else one for one in pod.containers))


SETTINGS: tuple[tuple[str, Any, str], ...] = (
    ("topologyManagerScope", "container", "each container is aligned for itself, on NUMA nodes of its own"),
    ("topologyManagerScope", "pod", "all containers of a pod come to the same NUMA nodes"),
    ("topologyManagerPolicy", "restricted", "more than one NUMA node, if the request needs as many"),
    ("topologyManagerPolicy", "best-effort", "the pod runs also where it is not aligned"),
    ("memoryManagerPolicy", "None", "memory is no longer of certain NUMA nodes"),
)
"""Field, value, and what it means."""


def _settings(fit: Fit, entry: Entry) -> Iterator[Suggestion]:
    """The settings of the node with which this pod and all that were admitted before it are admitted."""
    never = fit.node is not None and not takes(fit.node, fit.node.start, entry.arriving.written.pod)
    for field, value, means in SETTINGS:
        now = defaults.value(fit.config.config, fit.config.kubernetes, field)
        if now == value or (field == "topologyManagerPolicy" and now in ("none", "best-effort")):
            continue
        if field == "topologyManagerScope" and fit.node is not None and fit.node.merger.policy == "none":
            continue
        if _admits_with(fit, entry, {field: value}):
            yield Suggestion("setting", f"{field}: {value} admits it: {means}", {field: value})
        elif never and _admits_with(fit, entry, {field: value}, alone=True):
            text = f"{field}: {value} admits it on an empty node, and not beside these pods: {means}"
            yield Suggestion("setting", text, {field: value})
    policy = fit.node.cpu if fit.node else None
    if policy is not None and policy.full_cores and entry.answer and entry.answer.reason == "SMTAlignmentError":
        options = {**(fit.config.get("cpuManagerPolicyOptions") or {}), "full-pcpus-only": "false"}
        if _admits_with(fit, entry, {"cpuManagerPolicyOptions": options}):
            text = "full-pcpus-only: false admits it: it may share a core with others"
            yield Suggestion("setting", text, {"cpuManagerPolicyOptions": options})


def _admits_with(fit: Fit, entry: Entry, change: dict[str, Any], *, alone: bool = False) -> bool:
    """Whether the pod is admitted under other settings: beside the others, or on an empty node."""
    changed = {**fit.config.config, **change}
    if change.get("memoryManagerPolicy") == "None":
        changed.pop("reservedMemory", None)
    config = fit.config.with_(config=changed)
    try:
        here = node(config)
    except Missing:
        return False
    if alone:
        return takes(here, here.start, entry.arriving.written.pod)
    if fit.running:  # what the state files say is about the settings as they are
        return False
    state = here.start
    for one in fit.entries:
        if one is entry:
            return takes(here, state, one.arriving.written.pod)
        if one.answer is not None and one.answer.admitted:
            answer = _asked(here, state, one.arriving.written.pod)
            if answer is None:
                return False
            state = answer.state
    return False


def _ends(fit: Fit, entry: Entry) -> Iterator[Suggestion]:
    """The smallest set of pods on the node whose end makes room, those that came last first."""
    here, pod = fit.node, entry.arriving.written.pod
    assert here is not None
    assert entry.before is not None
    there: list[tuple[str, Callable[[State], State]]] = [
        (one.name, partial(end_pod, pod=one.arriving.written.pod, answer=one.answer))
        for one in fit.entries[: fit.entries.index(entry)]
        if one.answer is not None and one.answer.admitted
    ]
    there = [(f"pod {shown(one.uid)}", partial(ended, pod=one)) for one in fit.running] + there
    tries = 0
    for number in range(1, min(len(there), 4) + 1):
        for chosen in combinations(reversed(there), number):
            tries += 1
            if tries > MOST_TRIES:
                return
            state = entry.before
            for _, leave in chosen:
                state = leave(state)
            if takes(here, state, pod):
                names = [name for name, _ in reversed(chosen)]
                have = "has ended" if number == 1 else "have ended"
                yield Suggestion("end", f"once {' and '.join(names)} {have} it is admitted", {"pods": names})
                return
