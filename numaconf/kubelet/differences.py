"""Two effective configurations compared, with everything that the kubelet fills in by itself.

Quantities, CPU lists and durations that mean the same are told from those that do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import cpuset, defaults, duration, eviction, fields, quantity
from numaconf.kubelet.reservation import why_unknown
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig

QUANTITIES = frozenset({"kubeReserved", "systemReserved", "evictionHard", "evictionSoft", "evictionMinimumReclaim"})
"""Maps of quantities (or percentages)."""

_NOT_COMPARED = frozenset({"apiVersion", "kind"})


class Change(NamedTuple):
    """One field, or one key of a map, that differs. None: it is not set, and the kubelet has no default for it.

    `same`: it is written in another way and means the same.
    """

    route: Route
    old: Any
    new: Any
    same: bool = False


def filled(node: EffectiveConfig) -> dict[str, Any]:
    """The configuration in force with the defaults that the kubelet adds on this version; values that are unknown
    here are left out.
    """
    found: dict[str, Any] = _copied(node.config)
    for route, value in defaults.missing(node.config, node.kubernetes):
        if why_unknown(node, *route) is None:
            _put(found, route, value)
    if why_unknown(node, "evictionHard") is None:
        hard = eviction.texts(node)
        if hard:
            found["evictionHard"] = dict(hard)
    return found


def _copied(value: Any) -> Any:
    return {key: _copied(item) for key, item in value.items()} if isinstance(value, dict) else value


def _put(config: dict[str, Any], route: Route, value: Any) -> None:
    for step in route[:-1]:
        inner = config.get(str(step))
        if not isinstance(inner, dict):
            inner = config[str(step)] = {}
        config = inner
    config[str(route[-1])] = value


def changes(old: EffectiveConfig, new: EffectiveConfig) -> list[Change]:
    """What differs between two configurations, fields by name, maps key by key, lists as a whole."""
    return sorted(_changes((), filled(old), filled(new)), key=lambda one: tuple(map(str, one.route)))


def unknown(old: EffectiveConfig, new: EffectiveConfig) -> dict[Route, str]:
    """What is unknown of one of them, and could differ, with the reason."""
    return {**old.unknown, **new.unknown}


def _changes(above: Route, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for key in old.keys() | new.keys():
        if not above and key in _NOT_COMPARED:
            continue
        route, one, other = (*above, key), old.get(key), new.get(key)
        if one == other and type(one) is type(other):
            continue
        if (isinstance(one, dict) or isinstance(other, dict)) and all(
            isinstance(side, (dict, type(None))) for side in (one, other)
        ):
            yield from _changes(route, one or {}, other or {})
        elif _written(one, other):
            yield Change(route, one, other, same=_means_the_same(route, one, other))


def _written(one: Any, other: Any) -> bool:
    """Whether there is anything to tell: an empty list or string is the same as a missing one."""
    return bool(one or other or one != other) and not (one in (None, "", []) and other in (None, "", []))


def _means_the_same(route: Route, one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    try:
        if route[0] in QUANTITIES and isinstance(one, str) and isinstance(other, str):
            return _amount(one) == _amount(other)
        if route == ("reservedSystemCPUs",):
            return cpuset.parse(one) == cpuset.parse(other)
        if route == ("reservedMemory",):
            return _reserved(one) == _reserved(other)
        if route[0] == "cpuManagerPolicyOptions" or route[0] == "topologyManagerPolicyOptions":
            return _boolean(one) == _boolean(other)
        field = fields.find(route)
        if field is not None and fields.plain(field.type) == "Duration":
            return bool(duration.parse(one) == duration.parse(other))
    except (ValueError, TypeError, AttributeError):
        return False
    return False


def _amount(text: str) -> object:
    return text if text.endswith("%") else quantity.parse(text).nano


def _boolean(text: str) -> object:
    return {"1": True, "t": True, "true": True, "0": False, "f": False, "false": False}.get(text.lower(), text)


def _reserved(entries: list[dict[str, Any]]) -> dict[tuple[int, str], int]:
    return {
        (entry.get("numaNode") or 0, kind): quantity.from_json(value).nano
        for entry in entries
        for kind, value in entry["limits"].items()
    }
