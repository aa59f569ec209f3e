"""Pods that run when their kubelet comes back: each is admitted again, with hints from what it has.

A pod that the new configuration would not place there is rejected, and its containers are stopped. Up to 1.36
full-pcpus-only counts the CPUs of a running pod as taken when it is admitted again, so a pod that has more than are
left is rejected (kubernetes/kubernetes #129078, fixed by #129079 in 1.37).

Source: `GetTopologyHints`, `GetPodTopologyHints` and `Allocate` in `pkg/kubelet/cm/{cpumanager,memorymanager}/
policy_static.go` and `devicemanager/topology_hints.go`, 1.31 to 1.38.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.admit import Answer, _Work
from numaconf.kubelet.admission.cpu import Rejected, unexpected
from numaconf.kubelet.admission.devices import NoDevices
from numaconf.kubelet.admission.hints import Hints, impossible
from numaconf.kubelet.admission.memory import NoMemory
from numaconf.kubelet.admission.merge import Panic
from numaconf.kubelet.admission.taking import NotEnough

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.admission.admit import Given
    from numaconf.kubelet.admission.hints import Hint
    from numaconf.kubelet.admission.memory_held import Block
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.kubelet.admission.pod import Container, Pod

LENIENT_SINCE = 37
"""From this minor full-pcpus-only does not look at containers that have their CPUs."""


def readmit(node: Node, state: State, pod: Pod, given: tuple[Given, ...]) -> Answer:
    """The answer to a pod that has what `given` says, on a node where that is taken. Raises TooMany."""
    work = _Returning(node, state, pod, given)
    try:
        work.run()
    except Rejected as error:
        return work.rejected(error)
    except (NotEnough, NoDevices, NoMemory) as error:
        return work.rejected(unexpected(error))
    except Panic as error:
        return Answer(False, None, f"panic: runtime error: {error}", "allocation", (), state, (), "", True)
    return work.counted()


class _Returning(_Work):
    """A pod on its way through the managers that has been there before."""

    def __init__(self, node: Node, state: State, pod: Pod, given: tuple[Given, ...]) -> None:
        super().__init__(node, state, pod)
        self.held = {one.name: one for one in given}

    def offers(self, container: Container) -> Iterator[tuple[str, Hints | None]]:
        """The hints of one container, from what it has."""
        node, held = self.node, self.held.get(container.name)
        for name, hints in super().offers(container):
            if held is None:
                yield name, hints
            elif name == "cpu" and held.cpus and node.cpu is not None:
                yield name, self._of_cpus(held.cpus, node.cpu.exclusive(self.pod, container))
            elif name in held.devices and hints is not None:
                yield name, self._of_devices(name, held.devices[name], node.devices.request(container)[name])
            elif held.memory and node.memory is not None and name in node.memory.request(self.pod, container):
                yield name, self._of_memory(held.memory, node.memory.request(self.pod, container), name)
            else:
                yield name, hints

    def offers_of_pod(self) -> Iterator[tuple[str, Hints | None]]:
        """The hints of the whole pod, from what its containers have."""
        node, pod = self.node, self.pod
        cpus = 0
        for one in self.held.values():
            cpus |= one.cpus
        blocks = next((one.memory for one in self.held.values() if one.memory), ())
        for name, hints in super().offers_of_pod():
            devices = 0
            for one in self.held.values():
                devices |= one.devices.get(name, 0)
            if name == "cpu" and cpus and node.cpu is not None:
                yield name, self._of_pod_cpus(cpus, node.cpu.exclusive_of_pod(pod))
            elif devices and hints is not None:
                yield name, self._of_devices(name, devices, node.devices.request_of_pod(pod)[name])
            elif blocks and node.memory is not None and name in node.memory.request_of_pod(pod):
                yield name, self._of_memory(blocks, node.memory.request_of_pod(pod), name)
            else:
                yield name, hints

    def _of_cpus(self, cpus: int, count: int) -> Hints:
        assert self.node.cpu is not None
        return self.node.cpu.hints(cpus, 0, count) if cpus.bit_count() == count else impossible("cpu")

    def _of_pod_cpus(self, cpus: int, count: int) -> Hints:
        """All that the containers have, or, where that is not what they ask for together, what is free beside it."""
        assert self.node.cpu is not None
        if cpus.bit_count() == count:
            return self.node.cpu.hints(cpus, 0, count)
        return self.node.cpu.hints(self.shared & ~self.node.cpu.reserved, cpus, count)

    def _of_devices(self, name: str, devices: int, count: int) -> Hints | None:
        return self.node.devices.hints(name, devices, 0, count) if devices.bit_count() == count else impossible(name)

    def _of_memory(self, blocks: tuple[Block, ...], request: dict[str, int], name: str) -> Hints | None:
        """The NUMA nodes of the blocks, preferred; None, which any hint satisfies, where they are not the request."""
        assert self.node.memory is not None
        if {block.resource: block.size for block in blocks} != request:
            return None
        mask = next(block.mask for block in blocks if block.resource == name)
        return Hints("memory", self.node.memory.nodes, mask.bit_count(), lambda other: other == mask)

    def _allocate_devices(self, container: Container, hint: Hint) -> None:
        held = self.held.get(container.name)
        if held is None or not held.devices:
            super()._allocate_devices(container, hint)
        else:
            self.got[container.name] = held.devices

    def _allocate_cpus(self, container: Container, hint: Hint) -> None:
        policy, held = self.node.cpu, self.held.get(container.name)
        if policy is None or held is None or not held.cpus:
            super()._allocate_cpus(container, hint)
            return
        if policy.minor < LENIENT_SINCE:
            policy.check_cores(self.shared, policy.exclusive(self.pod, container))
        self.cpus[container.name] = held.cpus

    def _allocate_memory(self, container: Container, hint: Hint) -> None:
        held = self.held.get(container.name)
        if held is None or not held.memory:
            super()._allocate_memory(container, hint)
        else:
            self.blocks[container.name] = held.memory
