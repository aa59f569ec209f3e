"""EC2 types by what is asked of them; a wish that nothing can fulfil is an error with what there is instead."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.machine import ec2
from numaconf.machine.find import suggestions
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numaconf.machine.ec2 import InstanceType

SORT: dict[str, Callable[[InstanceType], tuple[object, ...]]] = {
    "name": lambda _: (),
    "vcpus": lambda one: (one.vcpus,),
    "memory": lambda one: (one.memory_mib or 0,),
    "numa-nodes": lambda one: (one.numa_nodes or 0,),
}
"""What types can be sorted by; equal ones stay in the order of families and sizes."""


class Wanted(NamedTuple):
    """What is asked of a type; None: nothing. `like`: of the NUMA shape of this type."""

    pattern: str = "*"
    numa_nodes: int | None = None
    min_numa_nodes: int | None = None
    vcpus: int | None = None
    family: str | None = None
    arch: str | None = None
    measured: bool = False
    like: str | None = None


def select(wanted: Wanted, sort: str = "name") -> list[InstanceType]:
    """The types that are wanted, in order.

    Raises CannotDo where one of the wishes alone fits no type at all, which is a typing error more often than not.
    """
    every = ec2.instance_types()
    tests: list[tuple[Callable[[InstanceType], bool], Callable[[], CannotDo]]] = []
    if wanted.pattern != "*":
        tests.append((lambda one: fnmatchcase(one.name, wanted.pattern), lambda: _no_name(wanted.pattern)))
    if wanted.family is not None:
        tests.append((lambda one: one.family == wanted.family, lambda: _no_family(wanted.family or "")))
    if wanted.numa_nodes is not None:
        tests.append((lambda one: one.numa_nodes == wanted.numa_nodes,
                      lambda: _none("NUMA nodes", wanted.numa_nodes, (one.numa_nodes for one in every))))  # fmt: skip
    if wanted.min_numa_nodes is not None:
        least = wanted.min_numa_nodes
        tests.append((lambda one: (one.numa_nodes or 0) >= least,
                      lambda: _none("NUMA nodes or more", least, (one.numa_nodes for one in every))))  # fmt: skip
    if wanted.vcpus is not None:
        tests.append((lambda one: one.vcpus == wanted.vcpus,
                      lambda: _none("vCPUs", wanted.vcpus, (one.vcpus for one in every))))  # fmt: skip
    if wanted.like is not None:
        shape = _shape_of(wanted.like)
        tests.append((lambda one: _shape(one) == shape, lambda: CannotDo("no other type has its NUMA shape")))
    for test, refusal in tests:
        if not any(map(test, every)):
            raise refusal()
    found = [one for one in every if all(test(one) for test, _ in tests)]
    found = [one for one in found if wanted.arch in {None, one.arch} and (one.measured or not wanted.measured)]
    return sorted(found, key=SORT[sort])


def _no_name(pattern: str) -> CannotDo:
    if any(one.family == pattern for one in ec2.instance_types()):
        return CannotDo(
            f"no type is called {pattern!r}: it is a family", remedy=f"write '{pattern}.*', or --family {pattern}"
        )
    near = suggestions(pattern.replace("*", "").replace("?", ""))
    remedy = (
        f"did you mean {' or '.join(near)}?" if near else "a pattern has the wildcards * and ?, such as 'm5*.24xlarge'"
    )
    return CannotDo(f"no type matches {pattern!r}", remedy=remedy)


def _no_family(family: str) -> CannotDo:
    from difflib import get_close_matches

    near = get_close_matches(family, sorted({one.family for one in ec2.instance_types()}), 3)
    return CannotDo(
        f"there is no family {family!r}",
        remedy=f"did you mean {' or '.join(near)}?" if near else "a family is the name before the point, such as c5n",
    )


def _none(what: str, number: int | None, have: Iterable[int | None]) -> CannotDo:
    numbers = sorted({one for one in have if one is not None})
    near = sorted(sorted(numbers, key=lambda one: abs(one - (number or 0)))[:6])
    return CannotDo(f"no type has {number} {what}", remedy=f"the nearest numbers are {', '.join(map(str, near))}")


def _shape_of(name: str) -> tuple[object, ...]:
    one = ec2.instance_type(name)
    if one is None:
        near = suggestions(name)
        raise CannotDo(f"there is no type {name!r}", remedy=f"did you mean {' or '.join(near)}?" if near else "")
    shape = _shape(one)
    if shape is None:
        raise CannotDo(f"the NUMA shape of {name} was not measured, so nothing can be like it")
    return shape


def _shape(one: InstanceType) -> tuple[object, ...] | None:
    """What types of one profile must have in common: NUMA nodes, CPUs of each, threads per core; None: not known."""
    if one.numa_nodes is None or one.threads_per_core is None:
        return None
    return one.numa_nodes, one.vcpus, one.threads_per_core, one.arch
