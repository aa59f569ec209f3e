"""The pods that a node's state files know: what they hold is not free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.errors import Problem
from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.admit import NO_HINT, Given, end
from numaconf.kubelet.admission.memory_held import Block, NodeMemory, Table
from numaconf.kubelet.state import cpu, devices, memory
from numaconf.kubelet.state.checkpoint import StateError
from numaconf.named import NamedTuple
from numaconf.verbs.plan import existing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numaconf.kubelet.admission.memory_held import Memory
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.verbs.plan.existing import Held


class Running(NamedTuple):
    """A pod of the state files: CPUs, memory and devices by container name, devices by resource. `whole_cpus`, `whole`:
    what it has as a whole (PodLevelResourceManagers), the containers' parts among it.
    """

    uid: str
    cpus: dict[str, int]
    memory: dict[str, tuple[Block, ...]]
    devices: dict[str, dict[str, int]]
    whole_cpus: int = 0
    whole: tuple[Block, ...] = ()

    def given(self) -> tuple[Given, ...]:
        """What each container was given."""
        names = dict.fromkeys([*self.cpus, *self.memory, *self.devices])
        return tuple(
            Given(name, self.cpus.get(name, 0), self.memory.get(name, ()), self.devices.get(name, {}), NO_HINT)
            for name in names
        )

    def requests(self) -> dict[str, int]:
        """What it counts for at least: the manifests would say more."""
        together = self.whole_cpus
        for cpus in self.cpus.values():  # a container may have those of an init container that has ended
            together |= cpus
        found = {"cpu": 1000 * together.bit_count()}
        for blocks in [self.whole] if self.whole else self.memory.values():
            for block in blocks:
                found[block.resource] = found.get(block.resource, 0) + block.size
        for held in self.devices.values():
            for resource, taken in held.items():
                found[resource] = found.get(resource, 0) + taken.bit_count()
        return found


def ended(state: State, pod: Running) -> State:
    """The node once such a pod has ended."""
    return end(state, pod.requests(), pod.given(), pod.whole, (), pod.whole_cpus)


def load(folder: str, config: EffectiveConfig, node: Node) -> tuple[State, tuple[Running, ...]]:
    """The node as the files in a folder leave it, and the pods that they know. Raises CannotDo for a folder that has
    none, Problem where the kubelet does not start with them.
    """
    held = existing.load(folder, config)
    for name, verdict in (
        (cpu.NAME, existing.cpu_verdict(held, config)),
        (memory.NAME, existing.memory_verdict(held, config)),
    ):
        if verdict.fate == "remove":
            raise Problem(
                f"the kubelet does not start with this file: {verdict.says}", place=f"{folder}/{name}",
                remedy="drain the node and remove the file; without --state the node is empty",
            )  # fmt: skip
    shared, cpus = _cpus(held, node)
    tables, blocks = _memory(held, node)
    free, taken = _devices(held, node)
    uids = list(dict.fromkeys([*cpus, *blocks, *taken, *(held.cpu.pods if held.cpu and node.cpu else ())]))
    whole_cpus = _whole_cpus(held) if cpus or node.pod_managers else {}
    pods = tuple(
        Running(
            uid, cpus.get(uid, {}), blocks.get(uid, {}), taken.get(uid, {}),
            whole_cpus.get(uid, 0), _whole(held, uid) if node.memory else (),
        )
        for uid in uids
    )  # fmt: skip
    used: dict[str, int] = {}
    for pod in pods:
        for resource, amount in pod.requests().items():
            used[resource] = used.get(resource, 0) + amount
    start = node.start
    return start._replace(shared=shared, memory=tables, devices=free, used=used, pods=len(pods)), pods


def _cpus(held: Held, node: Node) -> tuple[int, dict[str, dict[str, int]]]:
    state = held.cpu
    if node.cpu is None or state is None or not (state.default or state.entries):
        return node.start.shared, {}
    found: dict[str, dict[str, int]] = {}
    try:
        shared = bits.of(state.shared(node.minor))
        for (pod, container), cpus in state.assigned().items():
            found.setdefault(pod, {})[container] = bits.of(cpus)
    except StateError as error:
        raise Problem(str(error), place=f"{held.folder}/{cpu.NAME}") from None
    return shared, found


def _whole_cpus(held: Held) -> dict[str, int]:
    """The CPUs of pods that have them as a whole."""
    try:
        return {pod: bits.of(cpus) for pod, cpus in held.cpu.wholes().items()} if held.cpu else {}
    except StateError as error:
        raise Problem(str(error), place=f"{held.folder}/{cpu.NAME}") from None


def _whole(held: Held, uid: str) -> tuple[Block, ...]:
    """The memory of a pod that has it as a whole."""
    blocks = held.memory.pods.get(uid, ()) if held.memory else ()
    return tuple(Block(bits.of(block.nodes), block.type, block.size) for block in blocks)


def _memory(held: Held, node: Node) -> tuple[Memory, dict[str, dict[str, tuple[Block, ...]]]]:
    state = held.memory
    if node.memory is None or state is None or not state.machine:
        return node.start.memory, {}
    found: dict[str, dict[str, tuple[Block, ...]]] = {}
    for pod, containers in state.entries.items():
        found[pod] = {
            name: tuple(Block(bits.of(block.nodes), block.type, block.size) for block in blocks)
            for name, blocks in containers.items()
        }
    return {number: _numa_node(number, one) for number, one in sorted(state.machine.items())}, found


def _numa_node(number: int, one: memory.NumaState) -> NodeMemory:
    tables = {name: Table(table.allocatable, table.free, table.reserved) for name, table in one.memory.items()}
    return NodeMemory(one.assignments, bits.of(one.cells or (number,)), tables)


def _devices(held: Held, node: Node) -> tuple[dict[str, int], dict[str, dict[str, dict[str, int]]]]:
    """The ids of devices are the plugin's own: on each NUMA node as many are taken, from the lowest index on."""
    if devices.NAME in held.files:
        try:
            devices.read(held.files[devices.NAME])
        except StateError as error:
            raise Problem(
                f"{error}: the kubelet would go on, and treat all devices as free",
                place=f"{held.folder}/{devices.NAME}",
                remedy="leave the file out to count on that",
            ) from None
    free = dict(node.start.devices)
    found: dict[str, dict[str, dict[str, int]]] = {}
    for entry in held.devices:
        resource = node.devices.resources.get(entry.resource)
        if resource is None:
            continue
        taken = _taken(entry.devices, resource.on, resource.devices & ~resource.placed, free[entry.resource])
        free[entry.resource] &= ~taken
        found.setdefault(entry.pod, {}).setdefault(entry.container, {})[entry.resource] = taken
    return free, found


def _taken(ids: Mapping[int, tuple[str, ...]], on: Mapping[int, int], anywhere: int, free: int) -> int:
    """The devices that some ids stand for; one of several NUMA nodes is named under each."""
    seen: set[str] = set()
    taken = 0
    for number, names in sorted(ids.items()):
        new = [name for name in names if name not in seen]
        seen.update(new)
        near = (anywhere if number < 0 else on.get(number, 0)) & free & ~taken
        taken |= bits.lowest(near, len(new))
    return taken
