"""Machines for tests: in the kubelet oracle's format, and random ones for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from numaconf.machine import kernel, pci
from numaconf.machine.model import Devices, Machine, NumaNode, PciDevice
from numaconf.machine.notation import size_text


def oracle_format(machine: Machine) -> dict[str, Any]:
    """A machine as the kubelet oracle takes it. Its NUMA nodes, their CPUs and memory, and its cores must be known.

    As cAdvisor does, a level 3 cache is given to cores only if it is not the whole NUMA node's; a socket is that of the
    machine's list that has the core's CPUs, 0 where sockets are unknown. What is unknown else is left out.
    """
    assert machine.nodes is not None, "unknown NUMA nodes"
    assert machine.cores is not None, "unknown cores"
    described: dict[str, Any] = {"name": machine.name, "nodes": []}
    if machine.memory_capacity is not None:
        described["memory_capacity"] = machine.memory_capacity
    if machine.distances is None:
        described["no_distances"] = True
    for place, node in enumerate(machine.nodes):
        assert node.cpus is not None, f"unknown CPUs of NUMA node {node.id}"
        assert node.memory is not None, f"unknown memory of NUMA node {node.id}"
        own = [core for core in machine.cores if core[0] in node.cpus]
        found: dict[str, Any] = {"id": node.id, "memory": node.memory, "cores": []}
        for number, core in enumerate(own):
            one = {"id": number, "socket": _index(machine.sockets, core) or 0, "cpus": list(core)}
            cache = _index(machine.l3, core)
            if cache is not None and len((machine.l3 or ())[cache]) != len(node.cpus):
                one["l3"] = cache
            found["cores"].append(one)
        if node.hugepages:
            found["hugepages"] = {size_text(size): pages for size, pages in node.hugepages.items()}
        if machine.distances is not None:
            found["distances"] = list(machine.distances[place])
        described["nodes"].append(found)
    return described


def _index(groups: tuple[tuple[int, ...], ...] | None, core: tuple[int, ...]) -> int | None:
    return next((number for number, group in enumerate(groups or ()) if core[0] in group), None)


GI = 2**30


@st.composite
def machines(draw: st.DrawFn, *, everything: bool = False) -> Machine:
    """Consistent machines: 1 to 4 NUMA nodes with sparse ids, 1 or 2 threads, CPUs in any order over the cores, nodes
    of memory only, any part unknown (with `everything`: none).
    """
    threads = draw(st.sampled_from((1, 2)))
    ids = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=4)))
    per_node = [draw(st.integers(0 if number else 1, 4)) for number in range(len(ids))]
    total = sum(per_node)
    numbered = draw(st.permutations(range(total * threads))) if draw(st.booleans()) else list(range(total * threads))
    cores = [tuple(sorted(numbered[core::total])) for core in range(total)]
    nodes, l3, at = [], [], 0
    for number, count in zip(ids, per_node, strict=True):
        cpus = tuple(sorted(cpu for core in cores[at : at + count] for cpu in core))
        at += count
        pages = draw(st.dictionaries(st.sampled_from((2**21, 2**30)), st.integers(0, 8), max_size=2))
        size = draw(st.integers(4 * GI, 512 * GI))
        kind = None if cpus else draw(st.sampled_from((None, "gpu", "dax")))
        nodes.append(NumaNode(number, cpus, size, dict(sorted(pages.items())), number if cpus else None, kind))
        l3 += [cpus] if cpus else []
    distances = tuple(tuple(10 if row == column else 21 for column in ids) for row in ids)
    whole = Machine(
        draw(st.text(min_size=1, max_size=8)), tuple(nodes), tuple(sorted(cores)),
        tuple(node.cpus for node in nodes if node.cpus), tuple(l3), distances,
        draw(st.integers(4 * GI, 2048 * GI)), draw(st.none() | devices(ids)),
        offline_cpus=draw(st.sampled_from(((), (total * threads,)))),
        isolated_cpus=draw(st.sampled_from(((), (0,)))),
        pci_devices=draw(pci_devices(ids)),
        kernel_parameters=draw(st.dictionaries(st.sampled_from(kernel.NAMES), st.sampled_from(("1", "2-3", "on")))),
    )  # fmt: skip
    if everything:
        return whole
    hidden = draw(st.sets(st.sampled_from(("cores", "l3", "distances", "memory_capacity", "cpus", "memory"))))
    return hide(whole, hidden)


def pci_devices(ids: list[int]) -> st.SearchStrategy[tuple[PciDevice, ...]]:
    """Up to four PCI devices, each on one of the NUMA nodes `ids` or on none."""
    text = st.none() | st.text("123456789abcdef", min_size=4, max_size=4)
    one = st.builds(
        PciDevice,
        st.integers(0, 31).map(lambda number: f"0000:17:{number:02x}.0"),
        st.sampled_from(pci.KINDS),
        text,
        text,
        st.sampled_from((None, "nvidia", "mlx5_core")),
        st.none() | st.sampled_from(ids),
        st.just("pci0000:17"),
    )
    return st.lists(one, unique_by=lambda one: one.address, max_size=4).map(lambda found: tuple(sorted(found)))


def devices(ids: tuple[int, ...] | list[int]) -> st.SearchStrategy[tuple[Devices, ...]]:
    """Devices of up to two resources, each on some of the NUMA nodes `ids`, or on none."""
    where = st.lists(st.sampled_from(sorted(ids)), unique=True, max_size=2).map(lambda one: tuple(sorted(one)))
    numa = st.lists(where, max_size=8).map(tuple)
    resource = st.sampled_from(("nvidia.com/gpu", "example.com/nic"))
    return st.lists(st.builds(Devices, resource, numa), unique_by=lambda one: one.resource, max_size=2).map(tuple)


def hide(machine: Machine, parts: set[str]) -> Machine:
    """The machine with some parts unknown (without the nodes' CPUs also cores and sockets)."""
    nodes = machine.nodes or ()
    if "memory" in parts:
        nodes = tuple(node._replace(memory=None, hugepages=None) for node in nodes)
    if "cpus" in parts:
        nodes = tuple(node._replace(cpus=None) for node in nodes)
        parts = parts | {"cores", "sockets"}
    return machine._replace(nodes=nodes, **dict.fromkeys(parts - {"cpus", "memory"}))
