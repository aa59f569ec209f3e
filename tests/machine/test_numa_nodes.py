from __future__ import annotations

from typing import Any

import pytest

from numaconf.machine import numa_nodes
from numaconf.machine.errors import MachineError

TWO = [{"cpus": "0-17,36-53", "memory": "96Gi"}, {"cpus": "18-35,54-71", "memory": "96Gi"}]


def test_two_equal_ranges_are_two_threads() -> None:
    found = numa_nodes.machine({"numaNodes": TWO}, "x")
    assert found.threads_per_core == 2
    assert found.cores is not None
    assert found.cores[0] == (0, 36)
    assert found.cores[-1] == (35, 71)
    assert found.node_ids == (0, 1)
    assert found.memory_capacity is None, "MemTotal is not the sum of the nodes"


@pytest.mark.parametrize(
    ("cpus", "threads", "cores"),
    [
        ("0-3", None, [(0,), (1,), (2,), (3,)]),
        ("0-1,2-3", None, [(0, 2), (1, 3)]),
        ("0,4", None, [(0, 4)]),
        ("0-1,4", None, [(0,), (1,), (4,)]),
        ("0-1,4-5", 1, [(0,), (1,), (4,), (5,)]),
        ("0-3", 2, [(0, 2), (1, 3)]),
        ("0,2,1,3", 2, [(0, 1), (2, 3)]),
        ("0-7", 4, [(0, 2, 4, 6), (1, 3, 5, 7)]),
        ("", None, []),
    ],
)
def test_siblings_are_paired_in_list_order(cpus: str, threads: int | None, cores: list[tuple[int, ...]]) -> None:
    value: dict[str, Any] = {"numaNodes": [{"cpus": cpus, "memory": "1Gi"}]}
    if threads:
        value["threadsPerCore"] = threads
    assert numa_nodes.machine(value, "x").cores == tuple(cores)


def test_two_ranges_of_different_length_are_a_slip() -> None:
    value = {"numaNodes": [{"cpus": "0-3,8-11"}, {"cpus": "4-7,12-14"}]}
    with pytest.raises(MachineError, match="7 CPUs in two ranges of different length") as told:
        numa_nodes.machine(value, "x")
    assert told.value.route == ("numaNodes", 1, "cpus")
    assert numa_nodes.machine({**value, "threadsPerCore": 1}, "x").threads_per_core == 1


def test_one_node_that_is_no_two_ranges_makes_all_single() -> None:
    value = {"numaNodes": [{"cpus": "0-1,4-5"}, {"cpus": "2-3"}]}
    assert numa_nodes.machine(value, "x").threads_per_core == 1


def test_everything_beside_cpus_and_memory() -> None:
    nodes = [
        {"id": 8, "cpus": "2-3", "memory": 1024, "socket": 3},
        {"id": 1, "cpus": "0-1", "memory": "2Gi", "socket": 5, "hugepages": {"1Gi": 1, "2Mi": 2}},
        {"id": 250, "cpus": "", "memory": "15Gi"},
    ]
    found = numa_nodes.machine({"numaNodes": nodes, "memoryCapacity": "3Gi"}, "x")
    assert found.node_ids == (1, 8, 250)
    assert found.nodes is not None
    assert found.nodes[0].hugepages == {2**21: 2, 2**30: 1}
    assert found.nodes[2].cpus == ()
    assert found.sockets == ((2, 3), (0, 1))
    assert found.memory_capacity == 3 * 2**30


@pytest.mark.parametrize(
    ("value", "says", "route"),
    [
        ({}, "must be a list", ("numaNodes",)),
        ({"numaNodes": []}, "must be a list", ("numaNodes",)),
        ({"numaNodes": [3]}, "is a mapping", ("numaNodes", 0)),
        ({"numaNodes": [{"cpu": "0"}]}, "unknown key cpu", ("numaNodes", 0, "cpu")),
        ({"numaNodes": [{"cpus": "0-x"}]}, "is not a list of CPUs", ("numaNodes", 0, "cpus")),
        ({"numaNodes": [{"cpus": [0]}]}, "is not a list of CPUs", ("numaNodes", 0, "cpus")),
        ({"numaNodes": [{"cpus": True}]}, "is not a list of CPUs", ("numaNodes", 0, "cpus")),
        ({"numaNodes": [{"cpus": "0"}, {"cpus": "0-1"}]}, "CPU 0 belongs to two", ("numaNodes", 1, "cpus")),
        ({"numaNodes": [{"id": 1}, {"id": 1}]}, "NUMA node id 1 belongs to two", ("numaNodes", 1, "id")),
        ({"numaNodes": [{"id": 1}, {}]}, "NUMA node id 1 belongs to two", ("numaNodes", 1, "id")),
        ({"numaNodes": [{"id": -1}]}, "is not a NUMA node id", ("numaNodes", 0, "id")),
        ({"numaNodes": [{"id": True}]}, "is not a NUMA node id", ("numaNodes", 0, "id")),
        ({"numaNodes": [{"memory": "1GB"}]}, "is not a size", ("numaNodes", 0, "memory")),
        ({"numaNodes": [{"socket": "a"}]}, "is not a socket number", ("numaNodes", 0, "socket")),
        ({"numaNodes": [{"hugepages": 3}]}, "maps sizes", ("numaNodes", 0, "hugepages")),
        ({"numaNodes": [{"hugepages": {"x": 3}}]}, "is not a size", ("numaNodes", 0, "hugepages", "x")),
        ({"numaNodes": [{"hugepages": {"2Mi": -3}}]}, "is not a number of pages", ("numaNodes", 0, "hugepages", "2Mi")),
        ({"numaNodes": [{"hugepages": {"1Gi": 1, "1024Mi": 1}}]}, "twice", ("numaNodes", 0, "hugepages", "1024Mi")),
        ({"numaNodes": TWO, "threadsPerCore": 0}, "is not a number of threads", ("threadsPerCore",)),
        ({"numaNodes": TWO, "threadsPerCore": "2"}, "is not a number of threads", ("threadsPerCore",)),
        ({"numaNodes": [{"cpus": "0-2"}], "threadsPerCore": 2}, "not whole cores", ("numaNodes", 0, "cpus")),
        ({"numaNodes": TWO, "memoryCapacity": "much"}, "is not a size", ("memoryCapacity",)),
    ],
)
def test_wrong_nodes_are_refused_at_their_place(value: dict[str, Any], says: str, route: tuple[str | int, ...]) -> None:
    with pytest.raises(MachineError, match=says) as caught:
        numa_nodes.machine(value, "x")
    assert caught.value.route == route
