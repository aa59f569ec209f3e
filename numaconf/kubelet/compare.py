"""Whether a configuration in force says what an intent asked for, and what is in it besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import cpuset, defaults, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version

AMOUNTS = ("kubeReserved", "systemReserved", "evictionHard", "evictionSoft", "evictionMinimumReclaim")
"""Maps whose values are quantities (or percentages)."""


def missing(
    asked: dict[str, Any], found: dict[str, Any], version: Version | None = None
) -> Iterator[tuple[Route, Any, Any]]:
    """The fields of `asked` that have another value in `found` (or None): route, asked value, found value.

    Maps are compared key by key, quantities and CPU lists by what they mean. With a version, what is not found has the
    kubelet's default there: a platform need not write what the kubelet does anyway.
    """
    for field, value in asked.items():
        other = found.get(field)
        if other is None and version is not None:
            other = defaults.value(found, version, field)
        if field == "reservedMemory":
            if _limits(value) != _limits(other):
                yield (field,), value, other
        elif field == "reservedSystemCPUs":
            if not _same_cpus(value, other):
                yield (field,), value, other
        else:
            yield from _missing((field,), value, other, amounts=field in AMOUNTS)


def _missing(route: Route, value: Any, other: Any, *, amounts: bool) -> Iterator[tuple[Route, Any, Any]]:
    if isinstance(value, dict) and isinstance(other, dict | None):
        for key, item in value.items():
            yield from _missing((*route, key), item, (other or {}).get(key), amounts=amounts)
    elif not (_same_amount(value, other) if amounts else _same(value, other)):
        yield route, value, other


def _same_cpus(value: str, other: Any) -> bool:
    try:
        return value == other or cpuset.parse(value) == cpuset.parse(other)
    except (cpuset.CpuSetError, AttributeError):
        return False


def _same(value: Any, other: Any) -> bool:
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _same_amount(value: Any, other: Any) -> bool:
    if value == other:
        return True
    try:
        return quantity.parse(value) == quantity.parse(other)
    except (quantity.QuantityError, TypeError):
        return False


def _limits(entries: Any) -> dict[tuple[int, str], quantity.Quantity] | None:
    """`reservedMemory` by node and type; a list that cannot be read as such is None."""
    try:
        return {
            (entry.get("numaNode", 0), kind): quantity.from_json(amount)
            for entry in entries
            for kind, amount in entry["limits"].items()
        }
    except (quantity.QuantityError, TypeError, AttributeError, KeyError):
        return None


def added(asked: dict[str, Any], found: dict[str, Any], route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """What is in `found` besides what was asked for."""
    for key, value in found.items():
        if key not in asked:
            yield (*route, key), value
        elif isinstance(value, dict) and isinstance(asked[key], dict):
            yield from added(asked[key], value, (*route, key))
