"""A rejection in words: which resource is short, on which NUMA nodes it is free, what would fit, what never will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits, predicates
from numaconf.kubelet.admission.admit import admit
from numaconf.kubelet.admission.hints import TooMany
from numaconf.kubelet.admission.merge import NONE, SINGLE
from numaconf.kubelet.admission.pod import is_memory, total
from numaconf.kubelet.quantity import ZERO
from numaconf.machine.notation import cpu_text, rough
from numaconf.named import NamedTuple
from numaconf.verbs.fit.places import cpus_text, joined, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.admission.admit import Answer, Step
    from numaconf.kubelet.admission.hints import Hints
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Pod
    from numaconf.kubelet.quantity import Quantity

ON_AN_EMPTY_NODE = "so it is rejected on an empty node, too"


class _Case(NamedTuple):
    """A pod that is rejected: on which node, as it is when the pod arrives, and with which answer."""

    node: Node
    state: State
    pod: Pod
    answer: Answer

    def who(self, container: str) -> str:
        """The container that a sentence is about; nothing where the pod has no other."""
        if len(self.pod.containers) == 1:
            return ""
        return f"{container}: " if container else "all containers together: "


def reasons(node: Node, state: State, pod: Pod, answer: Answer, empty: Answer | None) -> Iterator[str]:
    """Why a pod is rejected, a sentence each. `empty`: what is said to it on an empty node, if that is known; where
    that is a rejection, too, its reasons are the ones that count.
    """
    case = _Case(node, state, pod, answer)
    never = empty is not None and not empty.admitted
    if never and empty is not None and not empty.panic:
        case = _Case(node, node.start, pod, empty)
    yield from _causes(case)
    if never:
        yield ON_AN_EMPTY_NODE


def on_empty(node: Node, pod: Pod) -> Answer | None:
    """What is said to a pod on a node without others; None where that cannot be told."""
    try:
        return admit(node, node.start, pod)
    except TooMany:
        return None


def unsent(node: Node, state: State, pod: Pod) -> str:
    """What is short on the whole node, so that no scheduler sends the pod; "" where a scheduler sees room for it."""
    offered = node.allocatable
    asked = {name: number for name, number in predicates.requests(pod).items() if "/" not in name or name in offered}
    refused = predicates.refuse(asked, state.used, state.pods, offered)
    return "" if refused is None else refused[1]


def _causes(case: _Case) -> Iterator[str]:
    answer = case.answer
    message = answer.message or ""
    if answer.reason == "TopologyAffinityError":
        yield from _broken(case, answer.steps[-1])
    elif answer.reason == "SMTAlignmentError":
        yield from _smt(case)
    elif answer.by == "predicates":
        yield from _short(message)
    elif "not enough cpus" in message:
        yield from _few_cpus(case)
    elif "[memorymanager]" in message:
        yield from _few_memory(case, message)
    elif "number of devices unavailable" in message:
        yield from _few_devices(case, message)


def _broken(case: _Case, step: Step) -> Iterator[str]:
    """What broke the alignment."""
    node, pod = case.node, case.pod
    who = case.who(step.container)
    held = {name: hints for name, hints in step.offers.items() if hints is not None}
    single = node.merger.policy == SINGLE
    fits: dict[str, list[str]] = {}
    innocent = _innocent(case, step, held)
    for name, hints in held.items():
        if name in innocent:
            continue
        asked = _asked(pod, step.container, name)
        if not hints.nodes:
            yield f"{who}{asked} asked for, and {_left(case, name)}"
        elif single and hints.smallest > 1:
            yield f"{who}no single NUMA node has {asked}: {_largest(node, name)}"
        elif not hints.preferred:
            free = _free(node, case.state, name)
            yield f"{who}{asked} on {_number(hints)} are asked for; free are {free}"
            yield from _reserved(case, step, name)
        else:
            fits.setdefault(where(hints), []).append(_what(name))
    alone = [f"{joined(names)} {place}" for place, names in fits.items()]
    if innocent or sum(map(len, fits.values())) < len(held):
        if alone:
            yield f"{who}there is room for {'; '.join(alone)}"
        return
    sizes = {hints.smallest for hints in held.values()}
    if len(sizes) > 1:
        needs = [f"{_number(hints)} for {_asked(pod, step.container, name)}" for name, hints in held.items()]
        yield f"{who}{node.merger.policy} wants all on the same NUMA nodes, as few as each needs: {', '.join(needs)}"
    else:
        yield f"{who}each has room, but on different NUMA nodes: {'; '.join(alone)}"


def _innocent(case: _Case, step: Step, held: dict[str, Hints]) -> set[str]:
    """The kinds of memory that would have room: all kinds of a request have the same hints, and one may spoil them."""
    kinds = [name for name, hints in held.items() if is_memory(name) and hints.nodes]
    enough = set()
    for name in kinds:
        size = held[name].smallest
        never = case.node.merger.policy == SINGLE and size > 1
        state = case.node.start if never else case.state
        most = sum(sorted(_each_free(case.node, state, name).values(), reverse=True)[: 1 if never else size])
        if _bytes(case.pod, step.container, name) <= most and (never or not held[name].preferred):
            enough.add(name)
    return enough if len(enough) < len(kinds) else set()


def _number(hints: Hints) -> str:
    return "one NUMA node" if hints.smallest == 1 else f"{hints.smallest} NUMA nodes"


def _what(name: str) -> str:
    return {"cpu": "the CPUs", "memory": "the memory"}.get(name, name)


def _reserved(case: _Case, step: Step, name: str) -> Iterator[str]:
    """Reserved CPUs count when it is decided how many NUMA nodes a request needs, and are never given."""
    policy = case.node.cpu
    if name != "cpu" or policy is None or not policy.reserved:
        return
    count = _count(case, step.container)
    layout = case.node.layout
    there = [numa for numa, cpus in layout.node_cpus.items() if (cpus & ~policy.reserved).bit_count() >= count]
    if not there and any(cpus.bit_count() >= count for cpus in layout.node_cpus.values()):
        most = max((cpus & ~policy.reserved).bit_count() for cpus in layout.node_cpus.values())
        cpus = cpu_text(bits.members(policy.reserved))
        yield f"the reserved CPUs {cpus} are never given: at most {most} CPUs of one NUMA node can be asked for"


def _count(case: _Case, container: str) -> int:
    policy, pod = case.node.cpu, case.pod
    if policy is None:
        return 0
    if not container:
        return policy.exclusive_of_pod(pod)
    return next(policy.exclusive(pod, one) for one in pod.containers if one.name == container)


def _asked(pod: Pod, container: str, name: str) -> str:
    """The amount that was asked for: by one container, or by all together."""
    amount = _request(pod, container, name)
    return _amount(name, amount.milli if name == "cpu" else amount.bytes)


def _bytes(pod: Pod, container: str, name: str) -> int:
    return _request(pod, container, name).bytes


def _request(pod: Pod, container: str, name: str) -> Quantity:
    if container:
        amounts = next(one for one in pod.containers if one.name == container).requests
    else:
        amounts = total(pod.containers)
        if pod.resources:
            amounts = {**amounts, **pod.resources[0]}
    return amounts.get(name, ZERO)


def _amount(name: str, value: int) -> str:
    """`14 CPUs` (of thousandths), `20Gi of memory`, `8Gi of hugepages-1Gi`, `4 nvidia.com/gpu`."""
    if name == "cpu":
        return f"{cpus_text(value)} CPU{'' if value == 1000 else 's'}"
    return f"{rough(value)} of {name}" if is_memory(name) else f"{value} {name}"


def _largest(node: Node, name: str) -> str:
    """What the NUMA node with most of it has when all is free."""
    if name == "cpu":
        most = max(cpus.bit_count() for cpus in node.layout.node_cpus.values())
        return f"the largest has {most} CPUs"
    if is_memory(name):
        most = max(one.tables[name].allocatable for one in node.start.memory.values() if name in one.tables)
        return f"the largest has {rough(most)} for pods"
    most = max((found.bit_count() for found in node.devices.resources[name].on.values()), default=0)
    return f"the one with most of them has {most}"


def _each_free(node: Node, state: State, name: str) -> dict[int, int]:
    if name == "cpu" and node.cpu is not None:
        free = state.shared & ~node.cpu.reserved
        return {numa: (free & cpus).bit_count() for numa, cpus in node.layout.node_cpus.items()}
    if is_memory(name):
        return {numa: one.tables[name].free for numa, one in state.memory.items() if name in one.tables}
    on = node.devices.resources[name].on
    return {numa: (state.devices[name] & found).bit_count() for numa, found in sorted(on.items())}


def _free(node: Node, state: State, name: str) -> str:
    """What is free on each NUMA node: `34 on NUMA node 0, 2 on 1`."""
    each = _each_free(node, state, name)
    texts: list[str] = []
    for numa, amount in each.items():
        text = f"{rough(amount) if is_memory(name) else amount} on {numa if texts else f'NUMA node {numa}'}"
        group = state.memory[numa].group if is_memory(name) else 0
        if group & (group - 1):
            text += f" (which serves together with {cpu_text(bits.members(group & ~(1 << numa)))})"
        texts.append(text)
    return ", ".join(texts)


def _left(case: _Case, name: str) -> str:
    """How much there is of something that is too little."""
    amount = sum(_each_free(case.node, case.state, name).values())
    if name in case.state.devices:
        amount = case.state.devices[name].bit_count()
    if not amount:
        return "none is free"
    return f"only {rough(amount) if is_memory(name) else amount} free: {_free(case.node, case.state, name)}"


def _smt(case: _Case) -> Iterator[str]:
    policy, failed = case.node.cpu, case.answer.failed
    assert policy is not None
    count = _count(case, failed) or policy.exclusive_of_pod(case.pod)
    threads = case.node.layout.threads
    who = case.who(failed)
    if count % threads:
        lower, upper = count - count % threads, count + threads - count % threads
        numbers = f"{lower} or {upper}" if lower else str(upper)
        yield f"{who}full-pcpus-only gives whole cores, of {threads} CPUs each: ask for {numbers}"
        return
    free = (case.state.shared & ~policy.reserved_cores).bit_count()
    kept = cpu_text(bits.members(policy.reserved_cores))
    yield f"{who}{count} CPUs asked for, {free} free in whole cores; cores with a reserved CPU ({kept}) are left out"


def _short(message: str) -> Iterator[str]:
    words = dict(part.split(": ", 1) for part in message.split(", ")[1:] if ": " in part)
    name = message.partition("resource: ")[2].partition(",")[0]
    if not name or "capacity" not in words:
        return
    asked, used, capacity = (int(words[key]) for key in ("requested", "used", "capacity"))
    if name == "pods":
        yield f"the node takes {capacity} pods (maxPods), and has {used}"
        return
    yield (
        f"the node has {_amount(name, capacity)} for all pods together: {_share(name, used)} taken, "
        f"{_share(name, asked)} asked for"
    )


def _share(name: str, value: int) -> str:
    return cpus_text(value) if name == "cpu" else rough(value) if is_memory(name) else str(value)


def told_short(message: str) -> str:
    """The kubelet's `Node didn't have enough resource` in words."""
    return next(_short(message), message)


def _few_cpus(case: _Case) -> Iterator[str]:
    policy = case.node.cpu
    if policy is None:
        return
    free = (case.state.shared & ~policy.reserved).bit_count()
    reserved = cpu_text(bits.members(policy.reserved))
    asked = _amount("cpu", 1000 * _count(case, case.answer.failed))
    who = case.who(case.answer.failed)
    yield f"{who}{asked} asked for, and {free} are free; the reserved CPUs {reserved} are never given"


def _few_memory(case: _Case, message: str) -> Iterator[str]:
    node, pod, failed = case.node, case.pod, case.answer.failed
    if "int64" in message:
        odd = next((one for one in pod.containers for name, amount in one.requests.items()
                    if is_memory(name) and not amount.is_int64), None)  # fmt: skip
        text = f" ({odd.name}: {odd.requests['memory']})" if odd and "memory" in odd.requests else ""
        yield f"an amount of memory is not a whole number of bytes{text}: write it in Mi"
        return
    asked = {name: amount.bytes for one in pod.containers if one.name == failed
             for name, amount in one.requests.items() if is_memory(name)}  # fmt: skip
    short = [name for name, size in asked.items() if sum(_each_free(node, case.state, name).values()) < size]
    apart = [name for name, size in asked.items() if max(_each_free(node, case.state, name).values(), default=0) < size]
    for name in short or apart or asked:
        free = _left(case, name) if short else f"free are {_free(node, case.state, name)}"
        yield f"{case.who(failed)}{_amount(name, asked[name])} asked for, and {free}"
    if not short:
        yield (
            "a NUMA node that serves pods alone cannot serve together with others, and one that does so serves no pod "
            "alone"
        )
    if node.merger.policy != NONE and "extend" in message:
        yield (
            "no set of NUMA nodes has enough memory: the topology manager then has nothing to align, and the memory "
            "manager fails"
        )


def _few_devices(case: _Case, message: str) -> Iterator[str]:
    name = message.partition("unavailable for ")[2].partition(". Requested")[0]
    if name in case.node.devices.resources:
        asked = _asked(case.pod, case.answer.failed, name)
        yield f"{case.who(case.answer.failed)}{asked} asked for, and {_left(case, name)}"
