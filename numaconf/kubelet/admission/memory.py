"""The memory manager with the Static policy: from which NUMA nodes a pod's memory and hugepages may come.

Source: `pkg/kubelet/cm/memorymanager/policy_static.go`, 1.27 and later. Up to 1.31 a hint that breaks the rule of
groups is followed all the same; 1.38 counts for scope pod also what only init containers ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.cpu import alone_guaranteed
from numaconf.kubelet.admission.hints import MOST_MASKS, Hint, Hints, TooMany, sized
from numaconf.kubelet.admission.memory_held import UINT64, Block, taken
from numaconf.kubelet.admission.merge import Panic
from numaconf.kubelet.admission.pod import sizes
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.admission.memory_held import Memory, Reuse
    from numaconf.kubelet.admission.pod import Container, Pod

NO_INT64 = "[memorymanager] failed to represent quantity as int64"


class NoMemory(Exception):
    """The memory manager's error; the message is the kubelet's."""


class MemoryPolicy(NamedTuple):
    """The Static policy of one node; the gates as in `cpu.CpuPolicy`."""

    nodes: tuple[int, ...]
    minor: int
    pod_level: bool = False
    pod_managers: bool = False

    def leaves_out(self, pod: Pod) -> bool:
        """Whether a pod gets no memory assigned, whatever its containers ask for."""
        return not pod.guaranteed or (self.pod_level and not self.pod_managers and pod.resources is not None)

    def request(self, pod: Pod, container: Container) -> dict[str, int]:
        """Bytes by resource that a container is given. Raises NoMemory for amounts that are not whole bytes."""
        if self.pod_managers and pod.resources and not alone_guaranteed(container):
            return {}
        found = sizes(container.requests)
        if found is None:
            raise NoMemory(NO_INT64)
        return found

    def request_of_pod(self, pod: Pod) -> dict[str, int]:
        """The same for scope pod. Raises NoMemory."""
        if self.pod_managers and pod.resources:
            found = sizes(pod.resources[0])
            if found is None:
                raise NoMemory(NO_INT64)
            return {resource: size for resource, size in found.items() if size > 0}
        starting: dict[str, int] = {}
        sidecars: dict[str, int] = {}
        running: dict[str, int] = {}
        for container in pod.containers:
            for resource, size in self.request(pod, container).items():
                if not container.init:
                    running[resource] = running.get(resource, 0) + size
                elif container.sidecar:
                    sidecars[resource] = sidecars.get(resource, 0) + size
                else:
                    starting[resource] = max(starting.get(resource, 0), sidecars.get(resource, 0) + size)
        names = {**running, **sidecars, **starting} if self.minor >= 38 else running
        return {
            name: max(running.get(name, 0) + sidecars.get(name, 0), starting.get(name, 0)) for name in sorted(names)
        }

    def hints(self, memory: Memory, request: dict[str, int], reuse: Reuse) -> Hints | None:
        """The hints, the same for each resource; None where there are none, which the topology manager takes for a
        resource that does not care. Raises Panic for a size of hugepages that some NUMA node does not know.
        """
        if not request:
            return None
        found = Search(memory, self.nodes, request, reuse)
        if not found.any():
            return None
        return Hints(
            "memory", self.nodes, found.smallest, found.fits,
            candidates=found.candidates, least=found.least, traces=found.traces,
        )  # fmt: skip

    def allocate(
        self, memory: Memory, request: dict[str, int], hint: Hint, reuse: Reuse
    ) -> tuple[Memory, tuple[Block, ...]]:
        """The memory after an allocation and what was given. Raises NoMemory, Panic, TooMany."""
        mask = self.place(memory, request, hint, reuse)
        blocks = tuple(Block(mask, resource, size) for resource, size in request.items())
        for block in blocks:
            reused = reuse.get((mask, block.resource), 0)
            memory = taken(memory, block._replace(size=max(0, block.size - reused)))
        return memory, blocks

    def place(self, memory: Memory, request: dict[str, int], hint: Hint, reuse: Reuse) -> int:
        """The NUMA nodes that memory is taken from, for a hint of the topology manager."""
        search = Search(memory, self.nodes, request, reuse)
        mask, preferred = hint
        if mask is None:
            found = search.best()
            if found is None:
                raise NoMemory(
                    "[memorymanager] failed to get the default NUMA affinity, no NUMA nodes with enough memory is "
                    "available"
                )
            if preferred and found.bit_count() != search.smallest:
                raise NoMemory("[memorymanager] failed to find the default preferred hint")
            mask, preferred = found, found.bit_count() == search.smallest
        if not search.enough(mask):
            found = search.best(mask)
            if found is None:
                raise NoMemory("[memorymanager] failed to find NUMA nodes to extend the current topology hint")
            if preferred and found.bit_count() != search.smallest:
                raise NoMemory("[memorymanager] failed to find the extended preferred hint")
            mask = found
        if self.minor >= 32 and mask & (mask - 1) and not search.may_group(mask):
            raise NoMemory("[memorymanager] preferred hint violates NUMA node allocation")
        return mask


class Search:
    """Which sets of NUMA nodes can give the memory of a request."""

    def __init__(self, memory: Memory, nodes: tuple[int, ...], request: dict[str, int], reuse: Reuse) -> None:
        self.memory, self.nodes, self.request, self.reuse = memory, nodes, request, reuse
        for node in nodes:
            for resource in request:
                if resource not in memory[node].tables:
                    raise Panic("invalid memory address or nil pointer dereference")
        self.allocatable = {
            resource: {node: memory[node].tables[resource].allocatable for node in nodes} for resource in request
        }
        self.free = {resource: {node: memory[node].tables[resource].free for node in nodes} for resource in request}
        self.smallest = self._smallest()

    def _smallest(self) -> int:
        """How many NUMA nodes the request needs when all is free, 0 where all are not enough."""
        if not self.request or not self._could(bits.of(self.nodes)):
            return 0
        lower = 1
        for resource, size in self.request.items():
            amounts = sorted(self.allocatable[resource].values(), reverse=True)
            total, number = 0, 0
            while total < size and number < len(amounts):
                total += amounts[number]
                number += 1
            lower = max(lower, number)
        if len(self.request) == 1:
            return lower
        for number in range(lower, len(self.nodes)):
            if any(self._could(mask) for mask in self._sized(number)):
                return number
        return len(self.nodes)

    def _sized(self, size: int) -> Iterator[int]:
        for looked, mask in enumerate(sized(self.nodes, size)):
            if looked > MOST_MASKS:
                raise TooMany
            yield mask

    def _could(self, mask: int) -> bool:
        """Whether a set has enough when all is free."""
        return all(_sum(self.allocatable[resource], mask) >= size for resource, size in self.request.items())

    def enough(self, mask: int) -> bool:
        """Whether a set has enough free memory."""
        return all(_sum(self.free[resource], mask) >= size for resource, size in self.request.items())

    def may_group(self, mask: int) -> bool:
        """Whether the NUMA nodes of a set may serve together."""
        for node in bits.members(mask):
            one = self.memory[node]
            if one.assignments and one.group != mask:
                return False
        return True

    def fits(self, mask: int) -> bool:
        """Whether a set is a hint."""
        if not self._could(mask):
            return False
        if mask & (mask - 1) == 0:
            group = self.memory[mask.bit_length() - 1].group
            if group & (group - 1):
                return False
        elif not self.may_group(mask):
            return False
        return all(
            (_sum(self.free[resource], mask) + self.reuse.get((mask, resource), 0)) & UINT64 >= size
            for resource, size in self.request.items()
        )

    def candidates(self, size: int) -> Iterator[int]:
        """The sets of so many NUMA nodes that the rule of groups allows: a NUMA node with assignments is only in its
        own group. Raises TooMany.
        """
        if size == 1:
            yield from (1 << node for node in self.nodes)
            return
        idle = [node for node in self.nodes if not self.memory[node].assignments]
        for looked, mask in enumerate(sized(idle, size)):
            if looked > MOST_MASKS:
                raise TooMany
            yield mask
        yield from (group for group in self._groups() if group.bit_count() == size)

    def _groups(self) -> set[int]:
        groups = {one.group for one in self.memory.values() if one.assignments}
        return {group for group in groups if group & (group - 1)}

    def _idle(self) -> int:
        return bits.of(node for node in self.nodes if not self.memory[node].assignments)

    def any(self) -> bool:
        """Whether there is a hint. What fits on some NUMA nodes without assignments fits on all of them."""
        if not self.smallest:
            return False
        at_once = [
            *(1 << node for node in self.nodes),
            self._idle(),
            *self._groups(),
            *(mask for mask, _ in self.reuse),
        ]
        return any(mask and self.fits(mask) for mask in at_once)

    def best(self, above: int = 0) -> int | None:
        """The smallest hint that includes the NUMA nodes `above`; of several the one with the lowest ids. None where
        there is none. Raises TooMany.
        """
        if not self.any():
            return None
        for size in range(max(self.smallest, above.bit_count(), 1), len(self.nodes) + 1):
            found = [mask for mask in self._including(above, size) if self.fits(mask)]
            if found:
                return min(found)
        return None

    def _including(self, above: int, size: int) -> Iterator[int]:
        """The candidates of a size that include some NUMA nodes."""
        if above & ~self._idle() or size == 1:
            yield from (mask for mask in self.candidates(size) if mask & above == above)
            return
        others = bits.members(self._idle() & ~above)
        for looked, mask in enumerate(sized(others, size - above.bit_count())):
            if looked > MOST_MASKS:
                raise TooMany
            yield mask | above
        yield from (group for group in self._groups() if group.bit_count() == size and group & above == above)

    def least(self) -> int | None:
        """The number of NUMA nodes of the smallest hint; None where that takes a search."""
        if len(self.request) != 1 or self.reuse:
            return None
        if any(self.fits(1 << node) for node in self.nodes):
            return 1
        sizes = [group.bit_count() for group in self._groups() if self.fits(group)]
        ((resource, size),) = self.request.items()
        idle = sorted((self.free[resource][node] for node in bits.members(self._idle())), reverse=True)
        total = 0
        for number, amount in enumerate(idle, 1):
            total += amount
            if total >= size:
                sizes.append(max(number, 2))
                break
        return min(sizes, default=0)

    def traces(self, within: int) -> Iterator[int]:
        """What hints have of some NUMA nodes: of idle ones the rest is best taken as a whole."""
        for mask in (*(1 << node for node in self.nodes), *self._groups(), *(mask for mask, _ in self.reuse)):
            if self.fits(mask):
                yield mask & within
        idle = self._idle()
        inside = bits.members(idle & within)
        for size in range(len(inside) + 1):
            for trace in sized(inside, size):
                whole = trace | (idle & ~within)
                if whole & (whole - 1) and self.fits(whole):
                    yield trace


def _sum(amounts: dict[int, int], mask: int) -> int:
    total = 0
    for node, amount in amounts.items():
        if mask >> node & 1:
            total += amount
    return total & UINT64
