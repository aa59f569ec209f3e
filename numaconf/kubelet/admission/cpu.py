"""The CPU manager with the static policy: which pods get CPUs of their own, on which NUMA nodes, and which CPUs.

Source: `pkg/kubelet/cm/cpumanager/policy_static.go`, 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.distributing import distributed
from numaconf.kubelet.admission.hints import Hints, all_masks, impossible
from numaconf.kubelet.admission.pod import whole_cpus
from numaconf.kubelet.admission.taking import packed
from numaconf.kubelet.quantity import ZERO
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.kubelet.admission.layout import Layout
    from numaconf.kubelet.admission.pod import Container, Pod


class Rejected(Exception):
    """A manager's error: `reason` of the pod's status and message, as the kubelet writes them."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


def unexpected(error: object) -> Rejected:
    """An error without a reason of its own."""
    return Rejected("UnexpectedAdmissionError", f"Allocate failed due to {error}, which is unexpected")


class CpuPolicy(NamedTuple):
    """The static policy of one node.

    `reserved`: CPUs that are never given away; `reserved_cores`: they and their siblings. `pod_level`: the minor sets
    pods with `spec.resources` apart (1.34 and later), `pod_managers`: PodLevelResourceManagers is on.
    """

    layout: Layout
    minor: int
    reserved: int
    reserved_cores: int
    full_cores: bool = False
    across_numa: bool = False
    across_cores: bool = False
    by_socket: bool = False
    by_cache: bool = False
    pod_level: bool = False
    pod_managers: bool = False

    def take(self, free: int, count: int, at_least: int = 0) -> int:
        """The choice of CPUs by the options in force. Raises NotEnough, Panic."""
        layout = self.layout
        if self.across_numa:
            return distributed(
                layout, free, count, self.minor,
                group=layout.threads if self.full_cores else 1,
                spread=self.across_cores, by_socket=self.by_socket, at_least=at_least,
            )  # fmt: skip
        return packed(layout, free, count, self.minor, spread=self.across_cores, caches=self.by_cache)

    def exclusive(self, pod: Pod, container: Container) -> int:
        """How many CPUs of its own a container gets; 0 for one that runs in the shared pool."""
        if not pod.guaranteed or (self.pod_managers and pod.resources and not alone_guaranteed(container)):
            return 0
        return whole_cpus(container.requests.get("cpu", ZERO))

    def exclusive_of_pod(self, pod: Pod) -> int:
        """The same for scope pod: what its containers need together, or whole CPUs of `spec.resources`."""
        if self.pod_managers and pod.resources:
            return whole_cpus(pod.resources[0].get("cpu", ZERO)) if pod.guaranteed else 0
        starting = sidecars = running = 0
        for container in pod.containers:
            cpus = self.exclusive(pod, container)
            if not container.init:
                running += cpus
            elif container.sidecar:
                sidecars += cpus
            else:
                starting = max(starting, sidecars + cpus)
        return max(starting, running + sidecars)

    def leaves_out(self, pod: Pod) -> bool:
        """Whether a pod gets no CPUs because it has `spec.resources`."""
        return self.pod_level and not self.pod_managers and pod.resources is not None

    def hints(self, free: int, reusable: int, request: int) -> Hints:
        """The hints for a number of CPUs. `free`: CPUs that are not reserved and nobody's."""
        layout = self.layout
        cpus = layout.node_cpus
        nodes = tuple(cpus)
        free_on = {node: (free & members).bit_count() for node, members in cpus.items()}
        reused = reusable.bit_count()
        on_nodes = layout.nodes_of(reusable) if reusable else 0
        smallest = fewest([members.bit_count() for members in cpus.values()], request) or len(nodes)

        def fits(mask: int) -> bool:
            if on_nodes & ~mask:
                return False
            found = reused
            for node, number in free_on.items():
                if mask >> node & 1:
                    found += number
            return found >= request

        if reused + sum(free_on.values()) < request:
            return impossible("cpu")
        return Hints("cpu", nodes, smallest, fits, self._by_socket(nodes, smallest, fits) if self.by_socket else None)

    def _by_socket(self, nodes: Sequence[int], smallest: int, fits: Callable[[int], bool]) -> list[int]:
        """align-by-socket also prefers sets that lie in as few sockets as possible."""
        layout = self.layout
        per_socket = len(nodes) // len(layout.sockets) if layout.sockets else 0
        sockets = -(-smallest // per_socket) if per_socket else -1
        return [
            mask
            for mask in all_masks(nodes)
            if fits(mask) and (mask.bit_count() == smallest or self._sockets(mask) == sockets)
        ]

    def _sockets(self, mask: int) -> int:
        cpus = self.layout.cpus_in(mask)
        return sum(1 for members in self.layout.sockets.values() if members & cpus)

    def check_cores(self, shared: int, count: int) -> None:
        """full-pcpus-only: whole cores only, and enough of them. Raises Rejected."""
        if not self.full_cores:
            return
        threads = self.layout.threads
        available = (shared & ~self.reserved_cores).bit_count()
        uneven = f"SMT Alignment Error: requested {count} cpus not multiple cpus per core = {threads}"
        if count % threads:
            raise Rejected("SMTAlignmentError", uneven)
        if count > available:
            text = (
                "SMT Alignment Error: not enough free physical CPUs: available physical CPUs = "
                f"{available}, requested CPUs = {count}, CPUs per core = {threads}"
            )
            raise Rejected("SMTAlignmentError", text if available or self.minor >= 32 else uneven)

    def allocate(self, shared: int, count: int, mask: int | None, reusable: int) -> int:
        """The CPUs that a container gets: from the NUMA nodes of its hint (None: no hint) as far as they go, the rest
        from anywhere. Raises NotEnough, Panic.
        """
        free = (shared & ~self.reserved) | reusable
        taken = 0
        if mask is not None:
            aligned = free & self._aligned(mask)
            taken = self.take(aligned, min(count, aligned.bit_count()), mask.bit_count())
        return taken | self.take(free & ~taken, count - taken.bit_count())

    def _aligned(self, mask: int) -> int:
        cpus = self.layout.cpus_in(mask)
        if not self.by_socket:
            return cpus
        found = 0
        for members in self.layout.sockets.values():
            if members & cpus:
                found |= members
        return found


def alone_guaranteed(container: Container) -> bool:
    """Whether a container by itself asks for CPU and memory with requests that are the limits."""
    return all(
        container.requests.get(resource, ZERO).nano != 0
        and container.requests.get(resource, ZERO) == container.limits.get(resource, ZERO)
        for resource in ("cpu", "memory")
    )


def fewest(amounts: Sequence[int], wanted: int) -> int:
    """How many of the amounts, largest first, come to what is wanted; 0 where all do not."""
    total = 0
    for number, amount in enumerate(sorted(amounts, reverse=True), 1):
        total += amount
        if total >= wanted:
            return number
    return 0
