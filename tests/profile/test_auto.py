"""The arithmetic of `auto`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.kubelet import cpuset, quantity, reserved_memory
from numaconf.machine import numa_nodes, synthetic
from numaconf.profile import auto

GIB = 1 << 30
MIB = 1 << 20
C5N = synthetic.parse("numa:2 core:18 pu:2 memory:96Gi")


def amounts(entries):
    return [(entry["numaNode"], entry["limits"]["memory"]) for entry in entries]


@pytest.mark.parametrize(
    ("total", "shares"),
    [
        (3572 * MIB, [(0, "1786Mi"), (1, "1786Mi")]),
        (3571 * MIB, [(0, "1786Mi"), (1, "1785Mi")]),
        (3571 * MIB + 1, [(0, str(1786 * MIB + 1)), (1, "1785Mi")]),
        (2 * GIB, [(0, "1Gi"), (1, "1Gi")]),
        (MIB, [(0, "1Mi")]),
        (1, [(0, "1")]),
    ],
)
def test_reserved_memory(total, shares):
    assert amounts(auto.reserved_memory(total, C5N)) == shares


def test_nodes_without_cpus_get_nothing():
    machine = numa_nodes.machine(
        {"numaNodes": [{"cpus": "", "memory": "8Gi"}, {"cpus": "0-3", "memory": "8Gi"}, {"id": 7, "cpus": "4-7"}]}, "x"
    )
    assert amounts(auto.reserved_memory(3 * MIB, machine)) == [(1, "2Mi"), (7, "1Mi")]
    assert cpuset.text(auto.reserved_cpus(0, machine)) == "0,4"


@given(st.integers(1, 1 << 45), st.integers(1, 16))
def test_shares_add_up_to_the_byte_and_are_even(total, nodes):
    shares = reserved_memory.shares(total, nodes)
    assert sum(shares) == total
    assert len(shares) == nodes
    assert all(share % MIB == 0 for share in shares[1:])
    mib = [share // MIB for share in shares]
    assert mib == sorted(mib, reverse=True)
    assert mib[0] - mib[-1] <= 1


@given(st.integers(1, 1 << 45))
def test_amounts_are_what_the_memory_manager_takes(total):
    machine = synthetic.parse("numa:3 core:2 memory:64Ti")
    entries = auto.reserved_memory(total, machine)
    read = [quantity.parse(amount) for _, amount in amounts(entries)]
    assert all(one.is_int64 for one in read)
    assert all("." not in amount for _, amount in amounts(entries))
    assert sum(one.bytes for one in read) == total


@pytest.mark.parametrize(
    ("machine", "milli", "cpus"),
    [
        ("numa:2 core:18 pu:2", 0, "0,18,36,54"),
        ("numa:2 core:18 pu:2", 1, "0,36"),
        ("numa:2 core:18 pu:2", 2000, "0,36"),
        ("numa:2 core:18 pu:2", 2001, "0,18,36,54"),
        ("numa:2 core:18 pu:2", 5000, "0-1,18,36-37,54"),
        ("numa:2 core:2 pu:1", 3000, "0-2"),
        ("core:4", 0, "0"),
        ("numa:4 core:1", 0, "0-3"),
        ("numa:2 core:1 pu:2", 4000, "0-3"),
    ],
)
def test_reserved_cpus(machine, milli, cpus):
    assert cpuset.text(auto.reserved_cpus(milli, synthetic.parse(machine))) == cpus


@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 2), st.integers(0, 20_000))
def test_reserved_cpus_are_whole_cores_spread_evenly(nodes, cores, threads, milli):
    machine = synthetic.parse(f"numa:{nodes} core:{cores} pu:{threads}")
    try:
        cpus = auto.reserved_cpus(milli, machine)
    except auto.Unresolvable:
        assert milli > 1000 * nodes * cores * threads
        return
    assert all(set(core) <= cpus or not set(core) & cpus for core in machine.cores)
    taken = [len(cpus & set(node.cpus)) // threads for node in machine.nodes]
    assert max(taken) - min(taken) <= 1
    assert taken == sorted(taken, reverse=True)
    assert sum(taken) == (-(-milli // 1000 // threads) if milli else nodes)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: auto.reserved_memory(1, None), "no machine is named"),
        (lambda: auto.reserved_memory(0, C5N), "nothing is reserved"),
        (lambda: auto.reserved_memory(200 * GIB, C5N), "the share of NUMA node 0 is 100Gi, and the node has 96Gi"),
        (lambda: auto.reserved_cpus(73_000, C5N), "73 CPUs are asked for, and the machine has 72"),
        (lambda: auto.reserved_cpus(0, None), "no machine is named"),
        (lambda: auto.reserved_cpus(0, C5N._replace(cores=None)), "which CPUs share a core"),
        (lambda: auto.reserved_memory(1, C5N._replace(nodes=None)), "which CPUs belong to which NUMA node"),
    ],
)
def test_what_cannot_be_resolved(ask, says):
    with pytest.raises(auto.Unresolvable, match=says):
        ask()
