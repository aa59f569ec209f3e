"""Which policies a purpose wants on a machine, in the words of the kubelet's version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import options
from numaconf.verbs.init.model import GPU, LATENCY, OBSERVE, THROUGHPUT, Choice, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import Machine

TOPOLOGY = {
    LATENCY: ("single-numa-node", "all of a pod from one NUMA node, or it is rejected"),
    THROUGHPUT: ("restricted", "as few NUMA nodes as a pod needs, or it is rejected; a pod may be larger than one"),
    GPU: ("restricted", "as few NUMA nodes as a pod needs: GPUs of one node together, and all GPUs of two as well"),
    OBSERVE: ("best-effort", "aligned where there is room, and nothing is rejected"),
}


def choices(wish: Wish) -> Iterator[Choice]:
    """The fields of the managers, in the order in which they are written."""
    assert wish.purpose is not None
    nodes = len(wish.machine.nodes or ())
    yield Choice("cpuManagerPolicy", "static", "containers of Guaranteed pods with whole CPUs get CPUs of their own")
    on, why = _cpu_options(wish)
    if on:
        yield Choice("cpuManagerPolicyOptions", on, why)
    if nodes == 1:
        yield Choice(
            "topologyManagerPolicy", None,
            f"{wish.machine.name} has one NUMA node, so there is nothing to align: a topology policy could only "
            "reject, and the memory manager would only add a sum that has to be right",
        )  # fmt: skip
        return
    most = _allowed_nodes(wish)
    if most is None:
        yield Choice(
            "topologyManagerPolicy", None,
            f"{nodes} NUMA nodes, and Kubernetes {wish.kubernetes} takes a topology policy with at most "
            f"{options.NUMA_NODES}: upgrade to 1.{options.TOPOLOGY[options.MAX_NODES].first()} or later, or have the "
            "firmware make fewer NUMA nodes",
        )  # fmt: skip
        return
    policy, why = TOPOLOGY[wish.purpose]
    yield Choice("topologyManagerPolicy", policy, why)
    on, why = _topology_options(wish, most)
    if on:
        yield Choice("topologyManagerPolicyOptions", on, why)
    if wish.scope == "container":
        yield Choice("topologyManagerScope", "container", "each container by itself, also on different NUMA nodes")
    elif wish.purpose != OBSERVE:
        yield Choice("topologyManagerScope", "pod", "all containers of a pod together, not each on a node of its own")
    else:
        yield Choice("topologyManagerScope", "pod", "all containers of a pod together, where there is room")
    if wish.purpose == LATENCY:
        yield Choice(
            "memoryManagerPolicy", "Static", "the memory of Guaranteed pods from the same NUMA node as their CPUs"
        )
    else:
        yield Choice(
            "memoryManagerPolicy", None,
            "left at None: memory follows the CPUs by first touch; with Static, NUMA nodes that one large pod has used "
            "together stay tied to one another for as long as it runs",
        )  # fmt: skip


def _cpu_options(wish: Wish) -> tuple[dict[str, Any], str]:
    found, why = {}, []
    smt = (wish.machine.threads_per_core or 2) > 1
    if smt and wish.purpose != OBSERVE and _knows(options.CPU_MANAGER, options.FULL_PCPUS, "true", wish):
        found[options.FULL_PCPUS] = True
        why.append("never half a core: ask for whole cores, or the pod is rejected (SMTAlignmentError)")
    if wish.purpose == LATENCY and _knows(options.CPU_MANAGER, options.STRICT, "true", wish):
        found[options.STRICT] = True
        why.append("only the system runs on the reserved CPUs")
    caches = wish.machine.l3 or ()
    if len(caches) > len(wish.machine.nodes or ()) and _knows(options.CPU_MANAGER, options.UNCORE, "true", wish):
        found[options.UNCORE] = True
        why.append("cores that share an L3 cache first")
    return found, "; ".join(why)


def _topology_options(wish: Wish, most: int) -> tuple[dict[str, Any], str]:
    found: dict[str, Any] = {}
    why = []
    several = wish.purpose in {THROUGHPUT, GPU} and len(wish.machine.nodes or ()) > 2
    if several and _knows(options.TOPOLOGY_MANAGER, options.CLOSEST, "true", wish):
        found[options.CLOSEST] = True
        why.append("of several sets of NUMA nodes the one with the shortest distances")
    elif wish.purpose == THROUGHPUT and _knows(options.TOPOLOGY_MANAGER, options.CLOSEST, "true", wish):
        found[options.CLOSEST] = True
        why.append("decides only where there are more than two NUMA nodes; harmless here")
    if most > options.NUMA_NODES:
        found[options.MAX_NODES] = str(most)
        why.append(
            f"without it the kubelet does not start on {most} NUMA nodes; from here on admitting a pod can take seconds"
        )
    return found, "; ".join(why)


def _allowed_nodes(wish: Wish) -> int | None:
    """How many NUMA nodes a topology policy must allow; None where this version allows too few."""
    nodes = len(wish.machine.nodes or ())
    if nodes <= options.NUMA_NODES:
        return options.NUMA_NODES
    return nodes if _knows(options.TOPOLOGY_MANAGER, options.MAX_NODES, str(nodes), wish) else None


def _knows(manager: options.Manager, name: str, value: str, wish: Wish) -> bool:
    """Whether the version takes an option without a feature gate."""
    return options.problem(manager, name, value, {}, wish.kubernetes) is None


def gpus(machine: Machine) -> dict[int | None, int]:
    """How many GPUs there are on each NUMA node (None: on no known one)."""
    from numaconf.machine import ec2

    found: dict[int | None, int] = {}
    for resource in machine.devices or ():
        if resource.resource.endswith("/gpu"):
            for ids in resource.numa:
                place = ids[0] if len(ids) == 1 else None
                found[place] = found.get(place, 0) + 1
    if not found:
        from numaconf.machine.pci import kind_of

        for one in machine.pci_devices or ():
            if kind_of(one) == "gpu":
                found[one.numa_node] = found.get(one.numa_node, 0) + 1
    if not found and machine.instance_type:
        known = ec2.devices(machine.instance_type)
        if known.gpus or known.accelerators:
            found[None] = known.gpus + known.accelerators
    return found
