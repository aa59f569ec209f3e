"""The answer in words: why a pod gets no CPUs of its own, where each resource could be had, what broke alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.merge import BEST_EFFORT, NONE, SINGLE, Hints, TooMany
from numaconf.kubelet.admission.pod import GUARANTEED, is_memory, total
from numaconf.kubelet.quantity import ZERO
from numaconf.machine.notation import cpu_text, rough
from numaconf.pods.read import is_extended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.kubelet.admission.admit import Step
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Container, Pod
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.verbs.fit.model import Entry
    from numaconf.verbs.fit.running import Running


def explain(node: Node | None, entry: Entry) -> tuple[str, ...]:
    """The sentences about one pod."""
    pod = entry.arriving.written.pod
    found = list(eligible(node, pod))
    if entry.missing:
        found.append(f"not judged: {entry.missing}")
    elif node is not None and entry.answer is not None and entry.before is not None:
        found += _answer(node, entry)
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
                f"{container.name} asks for {_cpus(amount.milli)} CPUs: only whole numbers of CPUs are given to a "
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


def _cpus(milli: int) -> str:
    return f"{milli / 1000:.3f}".rstrip("0").rstrip(".")


def _no_plugin(node: Node, pod: Pod) -> Iterator[str]:
    known = node.devices.resources
    for name in sorted({name for one in pod.containers for name in one.limits if is_extended(name)} - set(known)):
        yield f"no device plugin of this machine offers {name}: the kubelet looks past it; no scheduler sends the pod"
    for name in sorted({name for one in pod.containers for name in one.limits} & set(known)):
        if not known[name].placed:
            yield f"the plugin of {name} reports no NUMA nodes, so its devices take no part in the alignment"


def _answer(node: Node, entry: Entry) -> Iterator[str]:
    answer = entry.answer
    assert answer is not None
    if answer.panic:
        yield f"the kubelet crashes, and again at every start while the pod is bound to the node: {answer.message}"
        yield from _why_panic(node, entry)
        return
    for step in answer.steps:
        yield from _step(node, step)
    if answer.admitted:
        return
    if answer.reason == "TopologyAffinityError":
        yield from _broken(node, entry, answer.steps[-1])
    elif answer.reason == "SMTAlignmentError":
        yield from _smt(node, entry)
    elif answer.by == "predicates":
        yield from _short(answer.message or "")
    elif "not enough cpus" in (answer.message or ""):
        yield from _few_cpus(node, entry)
    elif "[memorymanager]" in (answer.message or ""):
        yield from _few_memory(node, entry)


def _why_panic(node: Node, entry: Entry) -> Iterator[str]:
    message = entry.answer.message if entry.answer else ""
    if message and "index out of range" in message:
        ids = ", ".join(map(str, node.layout.nodes))
        yield f"prefer-closest-numa-nodes takes NUMA node ids for places in the table of distances; here they are {ids}"
    elif message and "nil pointer" in message:
        yield "it asks for a size of hugepages that some NUMA node does not list; list it with 0 pages"


def _step(node: Node, step: Step) -> Iterator[str]:
    """Where each resource could be had."""
    told = []
    for name, hints in step.offers.items():
        if hints is not None:
            told.append(f"{name} {_where(hints)}")
    if not told:
        return
    who = step.container or "all containers together"
    yield f"{who}: {'; '.join(told)}"
    if step.admitted and not step.hint.preferred and node.merger.policy == BEST_EFFORT and step.hint.mask:
        nodes = _nodes(step.hint.mask)
        yield f"{who}: no set of NUMA nodes suits all resources best; best-effort admits it all the same, on {nodes}"


def _where(hints: Hints) -> str:
    if hints.preferred:
        # What most people want to know is the smallest sets.
        shown = sorted(hints.preferred, key=lambda mask: (mask.bit_count(), mask))
        text = " or ".join(_nodes(mask) for mask in shown[:6])
        return f"on {text}" + (" or …" if len(shown) > 6 else "")
    try:
        masks = hints.masks() if hints.nodes else ()
    except TooMany:
        masks = ()
    if not masks:
        return "nowhere"
    smallest = min(mask.bit_count() for mask in masks)
    text = " or ".join(_nodes(mask) for mask in masks if mask.bit_count() == smallest)
    return f"only on {text} together" if smallest > 1 else f"only on {text}"


def _nodes(mask: int) -> str:
    """`NUMA node 0`, `NUMA nodes 0-1`."""
    return f"NUMA node{'s' if mask & (mask - 1) else ''} {cpu_text(bits.members(mask))}"


def _broken(node: Node, entry: Entry, step: Step) -> Iterator[str]:
    """What broke the alignment."""
    assert entry.before is not None
    pod = entry.arriving.written.pod
    held = {name: hints for name, hints in step.offers.items() if hints is not None}
    single = node.merger.policy == SINGLE
    guilty = 0
    for name, hints in held.items():
        if not hints.nodes:
            guilty += 1
            yield (
                f"{name}: {_asked(pod, step.container, name)} asked for, {_left(node, entry.before, name)} free on the "
                "whole node"
            )
        elif single and hints.smallest > 1:
            guilty += 1
            yield (
                f"{name} fits on no single NUMA node: {_asked(pod, step.container, name)} of at most "
                f"{_largest(node, name)}"
            )
        elif not hints.preferred:
            guilty += 1
            number = "one NUMA node" if hints.smallest == 1 else f"{hints.smallest} NUMA nodes"
            yield (
                f"{name} would go on {number}, but not now: {_asked(pod, step.container, name)} asked for, free: "
                f"{_free(node, entry.before, name)}"
            )
            yield from _reserved(node, pod, step, name)
    if guilty and guilty < len(held):
        others = [name for name, hints in held.items() if hints.preferred and not (single and hints.smallest > 1)]
        if others:
            where = dict.fromkeys(_where(held[name]) for name in others)
            yield f"{' and '.join(others)} alone would fit: {'; '.join(where)}"
    if not guilty:
        sizes = {hints.smallest for hints in held.values()}
        if len(sizes) > 1:
            needs = ", ".join(f"{name} needs {hints.smallest}" for name, hints in held.items())
            yield f"restricted wants the same number of NUMA nodes for all resources: {needs}"
        else:
            yield "no set of NUMA nodes has all of it: each resource is free on others"


def _reserved(node: Node, pod: Pod, step: Step, name: str) -> Iterator[str]:
    """Reserved CPUs count when it is decided how many NUMA nodes a request needs, and are never given."""
    if name != "cpu" or node.cpu is None or not node.cpu.reserved:
        return
    count = _count(node, pod, step.container)
    layout = node.layout
    there = [numa for numa, cpus in layout.node_cpus.items() if (cpus & ~node.cpu.reserved).bit_count() >= count]
    if not there and any(cpus.bit_count() >= count for cpus in layout.node_cpus.values()):
        most = max((cpus & ~node.cpu.reserved).bit_count() for cpus in layout.node_cpus.values())
        cpus = cpu_text(bits.members(node.cpu.reserved))
        yield f"the reserved CPUs {cpus} are never given: at most {most} CPUs of one NUMA node can be asked for"


def _count(node: Node, pod: Pod, container: str) -> int:
    if node.cpu is None:
        return 0
    if not container:
        return node.cpu.exclusive_of_pod(pod)
    return next(node.cpu.exclusive(pod, one) for one in pod.containers if one.name == container)


def _asked(pod: Pod, container: str, name: str) -> str:
    """The amount that was asked for: by one container, or by all together."""
    if container:
        amounts = next(one for one in pod.containers if one.name == container).requests
    else:
        amounts = total(pod.containers)
        if pod.resources:
            amounts = {**amounts, **pod.resources[0]}
    amount = amounts.get(name, ZERO)
    if is_memory(name):
        return rough(amount.bytes)
    return f"{_cpus(amount.milli)} {'CPUs' if name == 'cpu' else 'devices'}"


def _largest(node: Node, name: str) -> str:
    """What the NUMA node with most of it has when all is free."""
    if name == "cpu":
        return f"{max(cpus.bit_count() for cpus in node.layout.node_cpus.values())} CPUs"
    if is_memory(name):
        return rough(max(one.tables[name].allocatable for one in node.start.memory.values() if name in one.tables))
    return f"{max((found.bit_count() for found in node.devices.resources[name].on.values()), default=0)} devices"


def _each_free(node: Node, state: State, name: str) -> dict[int, int]:
    if name == "cpu" and node.cpu is not None:
        free = state.shared & ~node.cpu.reserved
        return {numa: (free & cpus).bit_count() for numa, cpus in node.layout.node_cpus.items()}
    if is_memory(name):
        return {numa: one.tables[name].free for numa, one in state.memory.items() if name in one.tables}
    on = node.devices.resources[name].on
    return {numa: (state.devices[name] & found).bit_count() for numa, found in sorted(on.items())}


def _free(node: Node, state: State, name: str) -> str:
    """What is free on each NUMA node: `34 CPUs on 0, 2 on 1`."""
    each = _each_free(node, state, name)
    texts = [rough(amount) if is_memory(name) else str(amount) for amount in each.values()]
    groups = [
        f" (with {cpu_text(bits.members(one.group & ~(1 << numa)))})"
        if is_memory(name) and (one := state.memory[numa]).group & (one.group - 1)
        else ""
        for numa in each
    ]
    return ", ".join(f"{text} on {numa}{group}" for numa, text, group in zip(each, texts, groups, strict=True))


def _left(node: Node, state: State, name: str) -> str:
    if name in state.devices:
        return f"{state.devices[name].bit_count()}"
    amount = sum(_each_free(node, state, name).values())
    return rough(amount) if is_memory(name) else str(amount)


def _smt(node: Node, entry: Entry) -> Iterator[str]:
    assert node.cpu is not None
    assert entry.before is not None
    pod, failed = entry.arriving.written.pod, entry.answer.failed if entry.answer else ""
    count = _count(node, pod, failed) or node.cpu.exclusive_of_pod(pod)
    threads = node.layout.threads
    if count % threads:
        lower, upper = count - count % threads, count + threads - count % threads
        numbers = f"{lower} or {upper}" if lower else str(upper)
        yield f"full-pcpus-only gives whole cores of {threads} CPUs: ask for {numbers}"
        return
    free = (entry.before.shared & ~node.cpu.reserved_cores).bit_count()
    kept = cpu_text(bits.members(node.cpu.reserved_cores))
    yield f"{free} CPUs of whole cores are free; cores with a reserved CPU ({kept}) are left out"


def _short(message: str) -> Iterator[str]:
    words = dict(part.split(": ", 1) for part in message.split(", ")[1:] if ": " in part)
    name = message.partition("resource: ")[2].partition(",")[0]
    if not name or "capacity" not in words:
        return
    asked, used, capacity = (int(words[key]) for key in ("requested", "used", "capacity"))

    def amount(value: int) -> str:
        return _cpus(value) if name == "cpu" else rough(value) if is_memory(name) else str(value)

    yield (
        f"the NUMA nodes would have it, but the node's allocatable {name} is {amount(capacity)} for all pods together: "
        f"{amount(used)} is taken, {amount(asked)} asked for"
        if name != "pods"
        else f"the node takes {capacity} pods (maxPods), and has {used}"
    )


def _few_cpus(node: Node, entry: Entry) -> Iterator[str]:
    if node.cpu is None or entry.before is None:
        return
    free = (entry.before.shared & ~node.cpu.reserved).bit_count()
    reserved = cpu_text(bits.members(node.cpu.reserved))
    yield f"{free} CPUs are free for a container alone; the reserved CPUs {reserved} are never given"


def _few_memory(node: Node, entry: Entry) -> Iterator[str]:
    assert entry.before is not None
    message, pod = (entry.answer.message or "") if entry.answer else "", entry.arriving.written.pod
    failed = entry.answer.failed if entry.answer else ""
    if "int64" in message:
        odd = next((one for one in pod.containers for name, amount in one.requests.items()
                    if is_memory(name) and not amount.is_int64), None)  # fmt: skip
        text = f" ({odd.name}: {odd.requests['memory']})" if odd and "memory" in odd.requests else ""
        yield f"an amount of memory is not a whole number of bytes{text}: write it in Mi"
        return
    names = [name for one in pod.containers if one.name == failed for name in one.requests if is_memory(name)]
    for name in names:
        yield f"{name}: {_asked(pod, failed, name)} asked for, free: {_free(node, entry.before, name)}"
    if "violates" in message:
        yield "a NUMA node that serves pods alone cannot join a group, and one of a group serves only that group"
    if node.merger.policy != NONE and "extend" in message:
        yield "no NUMA nodes have enough memory; the topology manager takes that for a pod that any NUMA node suits"


def notes(
    config: EffectiveConfig, node: Node | None, entries: Sequence[Entry], running: Sequence[Running]
) -> tuple[str, ...]:
    """What is to be said about all answers."""
    found = []
    machine = config.machine
    if machine is not None and machine.memory_capacity is None and node is not None and node.allocatable["memory"]:
        found.append(
            f"the memoryCapacity of {machine.name} is unknown; the sum of its NUMA nodes' memory stands for it, so "
            "close to the edge OutOfmemory may differ"
        )
    if machine is not None and machine.sockets is None and node is not None and node.cpu and len(node.layout.nodes) > 1:
        found.append(f"the sockets of {machine.name} are unknown and taken to be its NUMA nodes: CPUs may differ")
    if node is not None and node.allocatable["memory"] is None:
        found.append("whether the pods' memory fits into the node's allocatable was not judged: it is unknown")
    if node is not None and node.allocatable["cpu"] is None:
        found.append("whether the pods' CPU requests fit into the node's allocatable was not judged: it is unknown")
    if any(entry.answer and any(one.devices for one in entry.answer.containers) for entry in entries):
        found.append(
            "of the devices that a hint allows the lowest index is taken, as by a plugin that prefers it; without one "
            "the kubelet picks at random"
        )
    if machine is not None and "devices" in machine.derived:
        found.append(
            f"on which NUMA nodes the devices of {machine.name} are was not measured: equal parts are assumed; a "
            "snapshot of the machine (spec.devices) says it"
        )
    if running:
        several = "pods run" if len(running) > 1 else "pod runs"
        found.append(
            f"{len(running)} {several} already (state files), and counts with the CPUs, memory and devices held; what "
            "other pods of the node ask for is not known"
        )
    return tuple(found)
