from __future__ import annotations

from hypothesis import given

from numaconf.machine import ec2, synthetic
from numaconf.machine.model import Machine
from numaconf.machine.shape import Shape, differing, shape
from tests.machines import hide, machines


def types(*names: str) -> list[Machine]:
    found = [ec2.instance(name) for name in names]
    assert None not in found
    return [one for one in found if one is not None]


def test_the_shape() -> None:
    assert shape(types("m5.24xlarge")[0]) == Shape((0, 1), ("0-23,48-71", "24-47,72-95"), 2)
    assert shape(types("c8in.96xlarge")[0]) == Shape(None, None, None)


def test_alike() -> None:
    assert differing(types("m5.24xlarge", "m5d.24xlarge", "r5n.24xlarge")) == ()
    assert differing([]) == ()
    assert differing(types("c8in.96xlarge")) == ()


def test_the_types_that_differ_are_named_with_what_differs() -> None:
    found = differing(types("m5.24xlarge", "r5.24xlarge", "m5a.24xlarge", "m5.12xlarge"))
    assert [str(one) for one in found] == [
        "NUMA nodes: m5a.24xlarge has 0, 1, 2, 3, 4, 5, m5.24xlarge has 0, 1",
        "NUMA nodes: m5.12xlarge has 0, m5.24xlarge has 0, 1",
    ]
    (cpus,) = differing(types("m5.24xlarge", "c5.18xlarge"))
    assert str(cpus) == "CPUs of NUMA node 0: c5.18xlarge has 0-17,36-53, m5.24xlarge has 0-23,48-71"


def test_threads_count() -> None:
    with_siblings, without = synthetic.parse("numa:1 core:4 pu:2"), synthetic.parse("numa:1 core:8")
    (found,) = differing([with_siblings, without])
    assert (found.part, found.has, found.first_has) == ("threads per core", "1", "2")


def test_memory_counts_only_on_demand() -> None:
    pair = types("m5.24xlarge", "r5.24xlarge")
    assert differing(pair) == ()
    (found,) = differing(pair, memory=True)
    assert found.part == "memory of NUMA node 0"
    assert found.has.endswith("Mi")


def test_unknown_is_like_nothing() -> None:
    (found,) = differing(types("m5.24xlarge", "c8in.96xlarge"))
    assert (found.machine, found.has) == ("c8in.96xlarge", "unknown")
    (found,) = differing(types("c8in.96xlarge", "c8in.48xlarge"))
    assert (found.has, found.first_has) == ("unknown", "unknown")


@given(machines(everything=True))
def test_a_machine_is_like_itself_unless_something_is_unknown(machine: Machine) -> None:
    assert differing([machine, machine._replace(name="other")], memory=True) == ()
    for part in ("cpus", "cores"):
        assert len(differing([machine, hide(machine, {part})])) == 1
    assert differing([machine, hide(machine, {"memory", "l3", "distances"})]) == ()
    assert len(differing([machine, hide(machine, {"memory"})], memory=True)) == 1
