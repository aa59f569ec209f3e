"""The choice of CPUs: whole NUMA nodes, sockets, caches and cores first, then single CPUs.

Source: `pkg/kubelet/cm/cpumanager/cpu_assignment.go`, 1.27 and later. Up to 1.37 a core or a socket counts as free when
as many of its CPUs are free as an average one has; 1.38 asks its own size, spreads over cores in rounds, and takes
whole caches everywhere before parts of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits

if TYPE_CHECKING:
    from numaconf.kubelet.admission.layout import Layout


class NotEnough(Exception):
    """The CPU manager's error; the message is the kubelet's."""


def packed(layout: Layout, free: int, count: int, minor: int, *, spread: bool = False, caches: bool = False) -> int:
    """`count` of the free CPUs. `spread`: distribute-cpus-across-cores; `caches`: prefer-align-cpus-by-uncorecache.

    Raises NotEnough.
    """
    if count < 1:
        return 0
    if count > free.bit_count():
        raise NotEnough(not_enough(count, free.bit_count(), minor))
    taker = Taker(layout, free, count, minor, spread=spread)
    steps = [taker.take_nodes, taker.take_sockets] if layout.numa_first else [taker.take_sockets, taker.take_nodes]
    if caches:
        steps.append(taker.take_caches)
    if not spread:
        steps.append(taker.take_cores)
    for step in (*steps, taker.take_rest):
        step()
        if taker.needed < 1:
            return taker.taken
    raise NotEnough("failed to allocate cpus")


def not_enough(requested: int, available: int, minor: int) -> str:
    """What the kubelet says where too few CPUs are free; the numbers came with 1.29."""
    text = "not enough cpus available to satisfy request"
    return f"{text}: requested={requested}, available={available}" if minor >= 29 else text


class Taker:
    """CPUs on their way from `free` to `taken` (`cpuAccumulator`)."""

    __slots__ = ("free", "layout", "minor", "needed", "spread", "taken")

    def __init__(self, layout: Layout, free: int, count: int, minor: int, *, spread: bool) -> None:
        self.layout, self.free, self.needed, self.minor, self.spread = layout, free, count, minor, spread
        self.taken = 0

    def take(self, cpus: int) -> None:
        """Take CPUs."""
        self.taken |= cpus
        self.free &= ~cpus
        self.needed -= cpus.bit_count()

    # What has free CPUs, by ascending number of them, then by number.

    def _sorted(self, groups: dict[int, int], within: int) -> list[int]:
        """Those groups that have free CPUs inside a set of CPUs."""
        free = self.free
        inside = free & within
        found = [((free & group).bit_count(), number) for number, group in groups.items() if group & inside]
        found.sort()
        return [number for _, number in found]

    def nodes(self) -> list[int]:
        """NUMA nodes with free CPUs."""
        layout = self.layout
        if layout.numa_first:
            return self._sorted(layout.node_cpus, layout.cpus)
        return [node for socket in self.sockets() for node in self._sorted(layout.node_cpus, layout.sockets[socket])]

    def sockets(self) -> list[int]:
        """Sockets with free CPUs."""
        layout = self.layout
        if not layout.numa_first:
            return self._sorted(layout.sockets, layout.cpus)
        return [socket for node in self.nodes() for socket in self._sorted(layout.sockets, layout.node_cpus[node])]

    def cores(self) -> list[int]:
        """Cores with free CPUs."""
        layout = self.layout
        outer = (
            [layout.sockets[socket] for socket in self.sockets()]
            if layout.numa_first
            else [layout.node_cpus[node] for node in self.nodes()]
        )
        return [core for group in outer for core in self._sorted(layout.cores, group)]

    def caches(self) -> list[int]:
        """Caches with free CPUs; up to 1.37 a cache of several NUMA nodes appears once for each."""
        layout = self.layout
        found = [cache for node in self.nodes() for cache in self._sorted(layout.caches, layout.node_cpus[node])]
        return list(dict.fromkeys(found)) if self.minor >= 38 else found

    # What is taken, from large to small.

    def _take_whole(self, wholes: list[int]) -> None:
        for cpus in wholes:
            if self.needed >= cpus.bit_count():
                self.take(cpus)

    def take_nodes(self) -> None:
        """NUMA nodes that are free as a whole."""
        cpus = self.layout.node_cpus
        self._take_whole([cpus[node] for node in self.nodes() if cpus[node] & ~self.free == 0])

    def take_sockets(self) -> None:
        """Sockets that are free as a whole."""
        sockets = self.layout.sockets
        average = self.layout.number // len(sockets) if sockets else 0
        self._take_whole([sockets[socket] for socket in self.sockets() if self._is_free(sockets[socket], average)])

    def take_cores(self) -> None:
        """Cores that are free as a whole."""
        cores, threads = self.layout.cores, self.layout.threads
        if self.needed < threads and self.minor < 38:
            return
        self._take_whole([cores[core] for core in self.cores() if self._is_free(cores[core], threads)])

    def _is_free(self, cpus: int, average: int) -> bool:
        free = (cpus & self.free).bit_count()
        return free == (cpus.bit_count() if self.minor >= 38 else average)

    def take_rest(self) -> None:
        """Single CPUs."""
        for cpu in self._single():
            self.take(1 << cpu)
            if self.needed < 1:
                return

    def _single(self) -> list[int]:
        layout = self.layout
        if not self.spread:
            return [cpu for core in self.cores() for cpu in bits.members(layout.cores[core] & self.free)]
        if self.minor < 38:
            return [cpu for socket in self.sockets() for cpu in bits.members(layout.sockets[socket] & self.free)]
        found = []
        for socket in self.sockets():
            each = [bits.members(layout.cores[core] & self.free) for core in self._in_socket(socket)]
            for turn in range(max(map(len, each), default=0)):
                found += [cpus[turn] for cpus in each if turn < len(cpus)]
        return found

    def _in_socket(self, socket: int) -> list[int]:
        return self._sorted(self.layout.cores, self.layout.sockets[socket])

    def take_caches(self) -> None:
        """Caches that are free as a whole, then a part of one that is enough."""
        order = self.caches()
        caches = self.layout.caches
        if self.minor >= 38:
            self._take_whole_if_free(order)
            for cache in order:
                if self.needed > 0:
                    self._take_part(caches[cache])
            return
        average = self.layout.number // len(caches) if caches else 0
        for cache in order:
            if self.needed >= average:
                free = self.caches()
                self._take_whole([caches[one] for one in free if caches[one] & ~self.free == 0])
            if self.needed < 1:
                return
            self._take_part(caches[cache])
            if self.needed < 1:
                return

    def _take_whole_if_free(self, order: list[int]) -> None:
        for cache in order:
            cpus = self.layout.caches[cache]
            if cpus & ~self.free == 0 and self.needed >= cpus.bit_count():
                self.take(cpus)
            if self.needed < 1:
                return

    def _take_part(self, cache: int) -> None:
        threads = self.layout.threads
        inside = cache & self.free
        wanted = self.needed // threads if self.minor == 32 else -(-self.needed // threads)
        cores = sorted({self.layout.core_of[cpu] for cpu in bits.members(inside)})
        found = 0
        for core in cores[:wanted] if len(cores) > wanted else cores:
            found |= self.layout.cores[core] & self.free
        if self.minor > 32 and self.needed % 2 and threads > 1 and found.bit_count() > self.needed:
            found &= ~(1 << found.bit_length() - 1)
        if found.bit_count() == self.needed:
            self.take(found)
