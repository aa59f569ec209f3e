"""What a change means for plain values."""

from __future__ import annotations

from typing import Any


def changed(value: Any, change: Any) -> Any:
    """A value with one change made."""
    if not change.route:
        return change.value
    first, rest = change.route[0], change._replace(route=change.route[1:])
    held = dict(value) if isinstance(value, dict) else {}
    if change.remove and not rest.route:
        held.pop(first, None)
        return held
    if change.remove and not isinstance(held.get(first), dict):
        return held
    held[first] = changed(held.get(first), rest)
    return held


def table_at(value: Any, route: tuple[Any, ...]) -> Any:
    """The map at a route, None where there is none."""
    for step in route:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None
