"""One pod: hints, merge and allocation in the order of the scope, then the fit beside the other pods.

Device, CPU and memory manager are asked in this order; init containers come first. A pod that is rejected half way
gives back what it was given before the next one is asked.

Source: `pkg/kubelet/cm/topologymanager/scope*.go`, 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bubble, predicates
from numaconf.kubelet.admission import memory_held as memories
from numaconf.kubelet.admission.cpu import Rejected, unexpected
from numaconf.kubelet.admission.devices import NoDevices
from numaconf.kubelet.admission.hints import Hint, Hints, impossible
from numaconf.kubelet.admission.memory import NoMemory
from numaconf.kubelet.admission.merge import NONE, Panic
from numaconf.kubelet.admission.node import POD_SCOPE, State
from numaconf.kubelet.admission.taking import NotEnough
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numaconf.kubelet.admission.memory_held import Block
    from numaconf.kubelet.admission.node import Node
    from numaconf.kubelet.admission.pod import Container, Pod

NO_LOCALITY = "Resources cannot be allocated with Topology locality"
NO_HINT = Hint(None, False)

Offers = dict[str, Hints | None]
"""What each resource says: its hints, None where it does not care. Resources that nobody asked for are left out."""


class Given(NamedTuple):
    """What a container was given: CPUs, memory, devices by resource, and the hint it was given them by."""

    name: str
    cpus: int
    memory: tuple[Block, ...]
    devices: dict[str, int]
    hint: Hint


class Step(NamedTuple):
    """One merge: for which container ("" for the whole pod), from what, to what."""

    container: str
    offers: Offers
    hint: Hint
    admitted: bool


class Answer(NamedTuple):
    """What the kubelet says to a pod, and the state after it.

    `by`: `allocation` or `predicates`, who rejects it; `panic`: the kubelet crashes instead. `containers`: () for a pod
    that is rejected. `steps`: the merges up to there; `failed`: the container whose allocation fails. `whole`
    and `cpus`: the memory and the CPUs of a pod that gets them as a whole, also those that no container holds.
    """

    admitted: bool
    reason: str | None
    message: str | None
    by: str | None
    containers: tuple[Given, ...]
    state: State
    steps: tuple[Step, ...] = ()
    failed: str = ""
    panic: bool = False
    whole: tuple[Block, ...] = ()
    cpus: int = 0


def admit(node: Node, state: State, pod: Pod) -> Answer:
    """The kubelet's answer to one pod. Raises TooMany where it depends on more combinations than are gone through."""
    work = _Work(node, state, pod)
    try:
        work.run()
    except Rejected as error:
        return work.rejected(error)
    except (NotEnough, NoDevices, NoMemory) as error:
        return work.rejected(unexpected(error))
    except Panic as error:
        return Answer(
            False, None, f"panic: runtime error: {error}", "allocation", (), state, tuple(work.steps), work.at, True
        )
    return work.counted()


def end(
    state: State,
    requests: Mapping[str, int],
    given: tuple[Given, ...],
    whole: tuple[Block, ...] = (),
    ports: Iterable[tuple[str, str, int]] = (),
    cpus: int = 0,
) -> State:
    """The state once an admitted pod has ended: what it was given is free again (`whole`, `cpus`: what the pod had as a
    whole), and its requests and host ports count no more.
    """
    shared, memory, devices = state.shared | cpus, state.memory, dict(state.devices)
    for one in given:
        shared |= one.cpus
        if not whole:
            memory = memories.given_back(memory, one.memory)
        for name, taken in one.devices.items():
            devices[name] |= taken
    if whole:
        memory = memories.given_back(memory, whole)
    used = dict(state.used)
    for name, amount in requests.items():
        if name in used:
            used[name] -= amount
    return State(shared, memory, devices, used, state.pods - 1, state.ports.difference(ports))


def end_pod(state: State, pod: Pod, answer: Answer) -> State:
    """The state once a pod has ended that got this answer."""
    return end(state, predicates.requests(pod), answer.containers, answer.whole, pod.ports, answer.cpus)


class _Work:
    """A pod on its way through the managers."""

    def __init__(self, node: Node, state: State, pod: Pod) -> None:
        self.node, self.before, self.pod = node, state, pod
        self.shared, self.memory, self.devices = state.shared, state.memory, state.devices
        self.cpus: dict[str, int] = {}
        self.blocks: dict[str, tuple[Block, ...]] = {}
        self.got: dict[str, dict[str, int]] = {}
        self.hints: dict[str, Hint] = {}
        self.whole: tuple[Block, ...] = ()
        self.whole_cpus = 0
        self.free_cpus = 0
        self.free_devices: dict[str, int] = {}
        self.reuse = memories.NOTHING
        self.steps: list[Step] = []
        self.at = ""

    def run(self) -> None:
        """Give the containers what they ask for. Raises what the managers raise."""
        node, pod = self.node, self.pod
        if node.merger.policy == NONE:
            for container in pod.containers:
                self.allocate(container, NO_HINT)
            return
        if node.scope != POD_SCOPE:
            for container in pod.containers:
                hint = self.merged(container.name, dict(self.offers(container)))
                self.allocate(container, hint)
            return
        hint = self.merged("", dict(self.offers_of_pod()))
        if node.pod_managers and pod.resources:
            self.hints = {container.name: hint for container in pod.containers}
            self.allocate_pod(hint)
            return
        for container in pod.containers:
            self.allocate(container, hint)

    def merged(self, name: str, offers: Offers) -> Hint:
        """One merge. Raises Rejected."""
        self.at = name
        hint, admitted = self.node.merger.merge(tuple(offers.values()))
        self.steps.append(Step(name, offers, hint, admitted))
        if not admitted:
            raise Rejected("TopologyAffinityError", self._no_locality(name))
        return hint

    def _no_locality(self, name: str) -> str:
        if not (self.node.pod_managers and self.pod.resources):
            return NO_LOCALITY
        where = "with a container-level" if name else "under pod-scope"
        return f"Pod Scope pod with pod-level resources failed admission {where} topology manager"

    def offers(self, container: Container) -> Iterator[tuple[str, Hints | None]]:
        """The hints of one container's resources."""
        node, pod = self.node, self.pod
        for name, count in node.devices.request(container).items():
            reusable = self.free_devices.get(name, 0)
            yield name, node.devices.hints(name, self.devices[name], reusable, count)
        if node.cpu is not None and not node.cpu.leaves_out(pod):
            count = node.cpu.exclusive(pod, container)
            if count:
                yield "cpu", node.cpu.hints(self.shared & ~node.cpu.reserved, self.free_cpus, count)
        if node.memory is not None and not node.memory.leaves_out(pod):
            try:
                request = node.memory.request(pod, container)
            except NoMemory:
                return
            yield from self._memory(request, self.reuse)

    def offers_of_pod(self) -> Iterator[tuple[str, Hints | None]]:
        """The hints of what the pod's containers ask for together."""
        node, pod = self.node, self.pod
        for name, count in node.devices.request_of_pod(pod).items():
            yield name, node.devices.hints(name, self.devices[name], 0, count)
        bubbled = node.pod_managers and pod.resources is not None
        if node.cpu is not None and not node.cpu.leaves_out(pod):
            count = node.cpu.exclusive_of_pod(pod)
            if count and bubbled and bubble.no_cpus(node.cpu, pod):
                yield "cpu", impossible("cpu")
            elif count:
                yield "cpu", node.cpu.hints(self.shared & ~node.cpu.reserved, 0, count)
        if node.memory is not None and not node.memory.leaves_out(pod):
            try:
                request = node.memory.request_of_pod(pod)
            except NoMemory:
                return
            if bubbled and bubble.no_memory(node.memory, pod):
                for resource in request:
                    yield resource, impossible(resource)
            else:
                yield from self._memory(request, memories.NOTHING)

    def _memory(self, request: dict[str, int], reuse: memories.Reuse) -> Iterator[tuple[str, Hints | None]]:
        assert self.node.memory is not None
        hints = self.node.memory.hints(self.memory, request, reuse)
        for resource in request:
            yield resource, hints

    def allocate(self, container: Container, hint: Hint) -> None:
        """What one container gets. Raises Rejected, NotEnough, NoDevices, NoMemory, Panic."""
        self.at = container.name
        self.hints[container.name] = hint
        self._allocate_devices(container, hint)
        self._allocate_cpus(container, hint)
        self._allocate_memory(container, hint)

    def _allocate_devices(self, container: Container, hint: Hint) -> None:
        plugins = self.node.devices
        got: dict[str, int] = {}
        for name, count in plugins.request(container).items():
            reusable = self.free_devices.get(name, 0)
            taken = plugins.allocate(name, self.devices[name], reusable, count, hint.mask)
            self.devices = {**self.devices, name: self.devices[name] & ~taken}
            got[name] = taken
            left = reusable | taken if container.regular_init else reusable & ~taken
            self.free_devices[name] = left
        if got:
            self.got[container.name] = got

    def _allocate_cpus(self, container: Container, hint: Hint) -> None:
        policy = self.node.cpu
        if policy is None or policy.leaves_out(self.pod):
            return
        count = policy.exclusive(self.pod, container)
        if not count:
            return
        policy.check_cores(self.shared, count)
        taken = policy.allocate(self.shared, count, hint.mask, self.free_cpus)
        self.shared &= ~taken
        self.cpus[container.name] = taken
        self.free_cpus = self.free_cpus | taken if container.regular_init else self.free_cpus & ~taken

    def _allocate_memory(self, container: Container, hint: Hint) -> None:
        policy = self.node.memory
        if policy is None or policy.leaves_out(self.pod):
            return
        request = policy.request(self.pod, container)
        if not request and policy.minor >= 37:
            return
        self.memory, blocks = policy.allocate(self.memory, request, hint, self.reuse)
        self.reuse = memories.reusable_after(self.reuse, container, blocks)
        self.blocks[container.name] = blocks
        self.blocks = memories.handed_on(self.blocks, self.pod, container, blocks)

    def allocate_pod(self, hint: Hint) -> None:
        """What a pod gets as a whole, and its containers of it. Raises Rejected, NotEnough, NoMemory, Panic."""
        node, pod = self.node, self.pod
        if node.cpu is not None:
            count = node.cpu.exclusive_of_pod(pod)
            if count:
                empty = bubble.no_cpus(node.cpu, pod)
                if empty:
                    raise bubble.refused(empty)
                node.cpu.check_cores(self.shared, count)
                cpus = node.cpu.allocate(self.shared, count, hint.mask, 0)
                self.cpus = bubble.share_cpus(node.cpu, pod, cpus, hint.mask)
                self.shared &= ~cpus
                self.whole_cpus = cpus
        if node.memory is not None and pod.guaranteed:
            try:
                request = node.memory.request_of_pod(pod)
            except NoMemory:
                return
            empty = bubble.no_memory(node.memory, pod)
            if empty:
                raise bubble.refused(empty)
            self.memory, self.whole = node.memory.allocate(self.memory, request, hint, memories.NOTHING)
            mask = self.whole[0].mask if self.whole else 0
            self.blocks = bubble.share_memory(node.memory, pod, mask, request)

    def rejected(self, error: Rejected, by: str = "allocation") -> Answer:
        """The answer to a pod that is not admitted: what it was given goes back."""
        memory = self.before.memory
        if self.whole:
            memory = memories.given_back(self.memory, self.whole)
        elif self.blocks:
            memory = self.memory
            for blocks in self.blocks.values():
                memory = memories.given_back(memory, blocks)
        # CPUs that were not free when they were taken (uneven SMT, up to 1.37) are in the shared pool from now on.
        shared = self.before.shared | self.whole_cpus
        for cpus in self.cpus.values():
            shared |= cpus
        state = self.before
        if shared != state.shared or memory != state.memory:
            state = state._replace(shared=shared, memory=memory)
        return Answer(False, error.reason, error.message, by, (), state, tuple(self.steps), self.at)

    def counted(self) -> Answer:
        """The answer once everything was given: does the pod fit beside the others."""
        before, pod = self.before, self.pod
        asked = predicates.requests(pod)
        offered = self.node.allocatable
        asked = {name: amount for name, amount in asked.items() if "/" not in name or name in offered}
        refused = predicates.refuse(asked, before.used, before.pods, offered)
        if refused is None and before.ports.intersection(pod.ports):
            text = "node(s) didn't have free ports for the requested pod ports"
            refused = "NodePorts", f"Predicate NodePorts failed: {text}"
        if refused is not None:
            return self.rejected(Rejected(*refused), "predicates")
        used = dict(before.used)
        for name, amount in asked.items():
            used[name] = used.get(name, 0) + amount
        ports = before.ports.union(pod.ports) if pod.ports else before.ports
        state = State(self.shared, self.memory, self.devices, used, before.pods + 1, ports)
        given = tuple(
            Given(
                container.name,
                self.cpus.get(container.name, 0),
                self.blocks.get(container.name, ()),
                self.got.get(container.name, {}),
                self.hints.get(container.name, NO_HINT),
            )
            for container in pod.containers
        )
        return Answer(True, None, None, None, given, state, tuple(self.steps), whole=self.whole, cpus=self.whole_cpus)
