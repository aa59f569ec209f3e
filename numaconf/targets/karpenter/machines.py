"""The machines that a NodePool launches, where its requirements decide that.

Source: aws/karpenter-provider-aws 1.15 `pkg/providers/instancetype/types.go` (`computeRequirements`): how its labels
follow from an instance type's name and size.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numaconf.machine.ec2 import InstanceType
    from numaconf.machine.model import Machine

TYPE = "node.kubernetes.io/instance-type"
"""The label that pins types, which its older name `beta.kubernetes.io/instance-type` stands for as well."""

_PREFIX = "karpenter.k8s.aws/instance-"

MANY = 48
"""More types than this are not a choice of machines: they have every shape there is."""

_NAME = re.compile(r"([a-z]+)(?:-[0-9]+tb)?([0-9]+).*\.")


def _match(one: InstanceType, group: int) -> str | None:
    found = _NAME.match(one.name)
    return found[group] if found else None


_LABELS: dict[str, Callable[[InstanceType], str | None]] = {
    TYPE: lambda one: one.name,
    "beta.kubernetes.io/instance-type": lambda one: one.name,
    "kubernetes.io/arch": lambda one: one.arch,
    "beta.kubernetes.io/arch": lambda one: one.arch,
    f"{_PREFIX}family": lambda one: one.name.partition(".")[0],
    f"{_PREFIX}size": lambda one: one.name.partition(".")[2],
    f"{_PREFIX}category": lambda one: _match(one, 1),
    f"{_PREFIX}generation": lambda one: _match(one, 2),
    f"{_PREFIX}cpu": lambda one: str(one.vcpus),
    f"{_PREFIX}memory": lambda one: None if one.memory_mib is None else str(one.memory_mib),
}
"""Label: its value for a type; None where a type has none."""

_TENANCY = f"{_PREFIX}tenancy"
"""How a node is bought, which is the same for all types."""


class Choice(NamedTuple):
    """The instance types that a pool's requirements leave. `exact` is False where there may be fewer of them, since a
    requirement looks at something that is not known here; `open` where no requirement is about the type at all.
    """

    types: tuple[str, ...]
    exact: bool
    open: bool


def choice(pool: dict[str, Any]) -> Choice:
    """The types of a NodePool's value."""
    from numaconf.machine import ec2

    requirements, exact = _requirements(pool), True
    left = _named(requirements)
    for one in requirements:
        key = str(one.get("key"))
        label = _LABELS.get(key)
        if label is not None:
            left = [each for each in (ec2.instance_types() if left is None else left) if _holds(one, label(each))]
        elif key.startswith("karpenter.k8s.aws/") and key != _TENANCY:
            exact = False
    if left is None:
        return Choice((), exact, open=True)
    return Choice(tuple(each.name for each in left), exact, open=False)


def _named(requirements: Iterable[dict[str, Any]]) -> list[InstanceType] | None:
    """The types that a requirement lists, as written; None where none does. Saves reading the whole table."""
    from numaconf.machine import ec2

    lists = (one.get("values") for one in requirements if one.get("key") == TYPE and one.get("operator") == "In")
    names = next((values for values in lists if isinstance(values, list)), None)
    if names is None:
        return None
    return [found for name in dict.fromkeys(map(str, names)) if (found := ec2.instance_type(name)) is not None]


def _requirements(pool: dict[str, Any]) -> list[dict[str, Any]]:
    """The requirements, and the labels, which require just as much."""
    template = ((pool.get("spec") or {}).get("template")) or {}
    requirements = (template.get("spec") or {}).get("requirements") or ()
    labels = (template.get("metadata") or {}).get("labels") or {}
    return [one for one in requirements if isinstance(one, dict)] + [
        {"key": key, "operator": "In", "values": [value]} for key, value in labels.items()
    ]


def _holds(requirement: dict[str, Any], value: str | None) -> bool:
    operator = str(requirement.get("operator"))
    values = [str(one) for one in requirement.get("values") or ()]
    if operator == "In":
        return value in values
    if operator == "NotIn":
        return value not in values
    if operator in {"Exists", "DoesNotExist"}:
        return (value is not None) == (operator == "Exists")
    if value is None or not value.isdecimal() or len(values) != 1 or not values[0].isdecimal():
        return False
    has, bound = whole(value), whole(values[0])
    compared = {"Gt": has > bound, "Lt": has < bound, "Gte": has >= bound, "Lte": has <= bound}
    return compared.get(operator, False)


def machines(pools: Sequence[dict[str, Any]]) -> tuple[Machine, ...]:
    """All machines of some NodePools' values; () where one of them leaves the choice open."""
    from numaconf.machine import ec2

    names: dict[str, None] = {}
    for pool in pools:
        found = choice(pool)
        if not found.types or not (found.exact or _pins(pool)):
            return ()
        names |= dict.fromkeys(found.types)
    if len(names) > MANY:
        return ()
    return tuple(one for name in names if (one := ec2.instance(name)) is not None)


def _pins(pool: dict[str, Any]) -> bool:
    """Whether types are listed by name: each of them is meant to be launched."""
    return any(
        one.get("operator") == "In" and str(one.get("key")).endswith("/instance-type") for one in _requirements(pool)
    )
