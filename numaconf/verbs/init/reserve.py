"""What the node keeps for itself: CPUs by whole cores, memory by size, and on which NUMA nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.reserved_memory import shares
from numaconf.machine.notation import cpu_text, size_text
from numaconf.verbs.init.model import PACKED, Choice, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import Machine, NumaNode

MI, GI = 1 << 20, 1 << 30

AMOUNTS = ((128 * GI, (2 * GI, GI, 500 * MI)), (32 * GI, (GI, 512 * MI, 300 * MI)), (0, (512 * MI, 256 * MI, 100 * MI)))
"""From this much memory on: bytes for the kubelet and container runtime, for the system, and kept free of pods."""


def choices(wish: Wish, *, static_memory: bool) -> Iterator[Choice]:
    """The reservations. `static_memory`: reservedMemory has to equal their sum."""
    kube, system, eviction = amounts(wish.machine)
    why = "for the kubelet and the container runtime; put in what yours use"
    cpu, system_cpu, listed = _cpus(wish)
    yield Choice("kubeReserved", {**({"cpu": cpu} if cpu else {}), "memory": size_text(kube)}, why)
    words = {**({"cpu": system_cpu} if system_cpu else {}), "memory": size_text(system)}
    yield Choice("systemReserved", words, "for sshd, journald, agents on the host")
    hard = {"memory.available": size_text(eviction)}
    yield Choice("evictionHard", hard, "pods are evicted when less is free; laid over the kubelet's other thresholds")
    if static_memory:
        found = _listed(wish.machine, kube + system + eviction)
        if found is None:
            yield Choice("reservedMemory", "auto", "the sum of the three, in equal shares of the NUMA nodes")
        else:
            value = [{"numaNode": node, "limits": {"memory": size_text(size)}} for node, size in found.items()]
            yield Choice("reservedMemory", value, "the sum of the three, split so that each NUMA node keeps the most")
    if listed is not None:
        yield listed


def _listed(machine: Machine, total: int) -> dict[int, int] | None:
    """What to reserve on each NUMA node, None where `auto` says it."""
    nodes = machine.nodes or ()
    if any(node.cpus is None for node in nodes):  # which `auto` has to know, to leave out those without CPUs
        return dict(zip((node.id for node in nodes), shares(total, len(nodes)), strict=True))
    return leveled(machine, total)


def amounts(machine: Machine) -> tuple[int, int, int]:
    """Bytes for kubelet and runtime, for the system, and the eviction threshold."""
    total = machine.memory_capacity or (machine.memory_mib or 0) * MI
    total = total or sum(node.memory or 0 for node in machine.nodes or ())
    return next(found for least, found in AMOUNTS if total >= least)


def leveled(machine: Machine, total: int) -> dict[int, int] | None:
    """Bytes to reserve on each NUMA node, whole Mi, so that the smallest remainder is as large as it can be; None
    where equal shares are as good.
    """
    nodes = [node for node in machine.nodes or () if node.cpus != ()]
    sizes = {node.id: node.memory for node in nodes if node.memory is not None}
    share = total // max(1, len(nodes))
    if len(sizes) < len(nodes) or total % MI or max(sizes.values()) - min(sizes.values()) < share:
        return None
    left = {node: size // MI for node, size in sizes.items()}
    taken = dict.fromkeys(sizes, 0)
    # Lower the highest ones to the next level, again and again; at most as many steps as there are NUMA nodes.
    rest = total // MI
    while rest:
        top = max(left.values())
        highest = [node for node in left if left[node] == top]
        below = max((level for level in left.values() if level < top), default=0)
        step, more = divmod(min(rest, (top - below) * len(highest)), len(highest))
        for place, node in enumerate(highest):
            part = step + (place < more)
            left[node] -= part
            taken[node] += part
            rest -= part
    return {node: size * MI for node, size in taken.items() if size}


def _cpus(wish: Wish) -> tuple[str | None, str | None, Choice | None]:
    """CPU amounts of kubeReserved and systemReserved, or the list of reserved CPUs."""
    nodes = [node for node in wish.machine.nodes or () if node.cpus != ()]
    if wish.machine.cores is None or any(node.cpus is None for node in nodes):
        # Which CPUs there are is not known: the kubelet picks as many by itself, on the first NUMA nodes.
        return "500m", "500m", None
    chosen = _places(wish, nodes)
    if wish.reserve != PACKED and chosen == nodes:
        return (
            None,
            None,
            Choice("reservedSystemCPUs", "auto", "one whole core on each NUMA node, so that all keep as many"),
        )
    cores = [core for node in chosen for core in wish.machine.cores if set(core) <= set(node.cpus or ())]
    count = len(nodes)
    if wish.reserve != PACKED:
        by_node = [[core for core in wish.machine.cores if set(core) <= set(node.cpus or ())] for node in chosen]
        cores = [own[turn] for turn in range(max(map(len, by_node))) for own in by_node if turn < len(own)]
    taken = [cpu for core in cores[:count] for cpu in core]
    where = ", ".join(str(node.id) for node in chosen if set(node.cpus or ()).intersection(taken))
    why = f"{count} whole cores, packed: the other NUMA nodes keep all of theirs" if wish.reserve == PACKED else (
        f"{count} whole cores, away from devices: on NUMA node {where}"
    )  # fmt: skip
    return None, None, Choice("reservedSystemCPUs", cpu_text(taken), why)


def _places(wish: Wish, nodes: list[NumaNode]) -> list[NumaNode]:
    """The NUMA nodes to reserve on: with `away` those without GPUs, accelerators and network cards, if any."""
    if not wish.away:
        return nodes
    busy = {one.numa_node for one in wish.machine.pci_devices or () if one.kind in {"gpu", "network", "accelerator"}}
    busy |= {node for resource in wish.machine.devices or () for ids in resource.numa for node in ids}
    return [node for node in nodes if node.id not in busy] or nodes
