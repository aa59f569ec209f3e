"""One reader per Go type: takes a JSON value, gives it back as the kubelet has it, and notes what does not fit.

A reader is a function of the value, the trail to it, and the list of what was wrong so far. A null comes back as None
(the struct that holds it leaves it out) or, in lists and maps, as the type's zero; what needs no change comes back as
it is. A trail is `()` or the trail above and one step more: most are thrown away, and only what is wrong needs its
route.

Source of the rules and texts: Go's `encoding/json` (`UnmarshalTypeError`), `metav1.Duration`, `metav1.Time`,
`resource.Quantity`, `logsapi.TimeOrMetaDuration`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import dotted
from numaconf.kubelet import duration, fields, go, quantity
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route


class Wrong(NamedTuple):
    """A value that does not fit, with Go's text, or (with `struct`) a key that the struct does not have."""

    route: Route
    text: str
    struct: str | None = None


Trail = tuple[Any, ...]
Reader = Callable[[Any, Trail, list[Wrong]], Any]

_KINDS = {str: "string", bool: "bool", int: "number", float: "number", dict: "object", list: "array"}
_INTEGERS = {
    "int32": (-(1 << 31), (1 << 31) - 1),
    "int64": (-(1 << 63), (1 << 63) - 1),
    "uint32": (0, (1 << 32) - 1),
    "time.Duration": (-(1 << 63), (1 << 63) - 1),
}
_PLAIN: dict[str, type] = {"string": str, "bool": bool}
"""Types whose values are taken as they are."""
_RFC3339 = r"(?a)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[-+]\d\d:\d\d)"

quoted = go.quote


def json_kind(value: Any) -> str:
    """What Go calls a JSON value in its messages: `string`, `number`, `bool`, `object`, `array`."""
    return _KINDS[type(value)]


class _Place(NamedTuple):
    """Where a type is used, as Go's messages name it: the struct, and the dotted path of field names."""

    struct: str
    path: str
    type: str

    def misfit(self, value: Any, type_: str = "", *, literal: bool = False) -> str:
        """Go's text for a value of the wrong JSON type, or (`literal`) a number that the type does not hold."""
        kind = f"number {_literal(value)}" if literal else json_kind(value)
        type_ = type_ or fields.go_name(self.type)
        return f"json: cannot unmarshal {kind} into Go struct field {self.struct}.{self.path} of type {type_}"


def _literal(value: float) -> str:
    return str(value) if isinstance(value, int) else quantity.go_float(value)


@lru_cache(512)
def struct(name: str, minor: int, path: str = "", place: _Place | None = None) -> Reader:
    """The reader of a struct as one minor knows it; `path` are the fields that lead to it, joined by dots, `place` is
    the last of them.
    """
    held_by = {field: held.type for field, held in fields.STRUCTS[name].items() if held.since <= minor}
    if not path:
        held_by |= {"apiVersion": "string", "kind": "string"}
    plain = {field: _PLAIN[type_] for field in held_by if (type_ := fields.plain(held_by[field])) in _PLAIN}
    known: dict[str, Reader] = {}

    def reader_of(key: str) -> Reader | None:
        """The reader of a field, made when the first value needs it; None for a field that the struct lacks."""
        if key in held_by:
            known[key] = reader(_Place(name, f"{path}.{key}" if path else key, held_by[key]), minor)
        return known.get(key)

    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if type(value) is not dict:
            if value is not None and place:
                wrong.append(Wrong(_route(trail), place.misfit(value)))
            return None
        found = value
        for key, held in value.items():
            if type(held) is plain.get(key):  # what nearly every value is
                continue
            inner = known.get(key) or reader_of(key)
            if inner is not None:
                taken = inner(held, (trail, key), wrong)
                if taken is held and held is not None:
                    continue
            else:
                taken = None
                route = (*_route(trail), key)
                wrong.append(Wrong(route, f"unknown field {quoted(dotted(route))}", name))
            found = dict(value) if found is value else found
            if taken is None:
                del found[key]
            else:
                found[key] = taken
        return found

    return read


def _route(trail: Trail) -> Route:
    """The steps of a trail from the first to the last."""
    steps: list[str | int] = []
    while trail:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))


def reader(place: _Place, minor: int) -> Reader:
    """The reader of a place's type."""
    type_ = fields.plain(place.type)
    if type_ in fields.STRUCTS:
        return struct(type_, minor, place.path, place)
    if type_ in _INTEGERS or (type_ == "TimeOrMetaDuration" and minor < 28):
        return _integer(place if type_ in _INTEGERS else place._replace(type="time.Duration"))
    if type_.startswith("[]"):
        return _list(place, minor)
    if type_.startswith("map["):
        return _map(place, minor)
    if type_ == "Duration":
        return _duration(place, pointer=place.type.startswith("*"))
    simple: dict[str, Callable[[_Place], Reader]] = {
        "string": _string,
        "bool": _bool,
        "float64": _float,
        "Quantity": _quantity,
        "QuantityValue": _quantity,
        "Time": _time,
        "TimeOrMetaDuration": _log_duration,
    }
    return simple[type_](place)


def _string(place: _Place) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if type(value) is str or value is None:
            return value
        wrong.append(Wrong(_route(trail), place.misfit(value)))
        return None

    return read


def _bool(place: _Place) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if type(value) is bool or value is None:
            return value
        wrong.append(Wrong(_route(trail), place.misfit(value)))
        return None

    return read


def _integer(place: _Place) -> Reader:
    least, most = _INTEGERS[fields.plain(place.type)]

    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if value is None or (type(value) is int and least <= value <= most):
            return value
        wrong.append(Wrong(_route(trail), place.misfit(value, literal=type(value) in {int, float})))
        return None

    return read


def _float(place: _Place) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if value is None or type(value) in {int, float}:
            return value
        wrong.append(Wrong(_route(trail), place.misfit(value)))
        return None

    return read


def _duration(place: _Place, *, pointer: bool) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if value is None and pointer:
            return None
        if value is not None and type(value) is not str:
            wrong.append(Wrong(_route(trail), place.misfit(value, "string")))
            return None
        try:
            duration.parse(value or "")
        except duration.DurationError as error:
            wrong.append(Wrong(_route(trail), str(error)))
            return None
        return value

    return read


def _log_duration(_place: _Place) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if value is None or (type(value) is int and -(1 << 63) <= value < 1 << 63):
            return value
        if type(value) is str:
            try:
                duration.parse(value)
            except duration.DurationError as error:
                wrong.append(Wrong(_route(trail), str(error)))
                return None
            return value
        import json

        number = type(value) in {int, float}
        text = (
            _literal(value) if number else json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
        )
        kind = f"number {text}" if number else json_kind(value)
        cause = f"json: cannot unmarshal {kind} into Go value of type time.Duration"
        wrong.append(Wrong(_route(trail), f"invalid duration {quoted(text)}: {cause}"))
        return None

    return read


def _quantity(_place: _Place) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        try:
            quantity.from_json(value)
        except quantity.QuantityError as error:
            wrong.append(Wrong(_route(trail), str(error)))
            return None
        return value

    return read


def _time(place: _Place) -> Reader:
    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if value is None or (type(value) is str and re.fullmatch(_RFC3339, value)):
            return value
        text = place.misfit(value, "string")
        if type(value) is str:
            layout = '"2006-01-02T15:04:05Z07:00"'
            text = f'parsing time {quoted(value)} as {layout}: cannot parse {quoted(value)} as "2006"'
        wrong.append(Wrong(_route(trail), text))
        return None

    return read


def zero(type_: str) -> Any:
    """What a null element of a list or map becomes."""
    bare = fields.plain(type_)
    if bare in fields.STRUCTS:
        return {}
    return {"string": "", "bool": False, "Quantity": "0"}.get(bare, [] if bare.startswith("[]") else 0)


def _list(place: _Place, minor: int) -> Reader:
    held = fields.element(place.type) or ""
    plain = _PLAIN.get(held)
    inner = reader(place._replace(type=held), minor)

    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if type(value) is not list:
            if value is not None:
                wrong.append(Wrong(_route(trail), place.misfit(value)))
            return None
        if plain is not None:
            for item in value:
                if type(item) is not plain:
                    break
            else:
                return value
        found = value
        for index, item in enumerate(value):
            taken = None if item is None else inner(item, (trail, index), wrong)
            if taken is not item or item is None:
                found = list(value) if found is value else found
                found[index] = zero(held) if taken is None else taken
        return found

    return read


def _map(place: _Place, minor: int) -> Reader:
    held = fields.element(place.type) or ""
    plain = _PLAIN.get(held)
    inner = reader(place._replace(type=held), minor)

    def read(value: Any, trail: Trail, wrong: list[Wrong]) -> Any:
        if type(value) is not dict:
            if value is not None:
                wrong.append(Wrong(_route(trail), place.misfit(value)))
            return None
        if plain is not None:
            for item in value.values():
                if type(item) is not plain:
                    break
            else:
                return value
        found = value
        for key, item in value.items():
            taken = zero(held) if item is None else inner(item, (trail, key), wrong)
            if taken is item:
                continue
            found = dict(value) if found is value else found
            if taken is None:
                del found[key]
            else:
                found[key] = taken
        return found

    return read
