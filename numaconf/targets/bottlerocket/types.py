"""The types of Bottlerocket's settings model that take values of several kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.targets.bottlerocket.model import Taking, Text, Type, unexpected

if TYPE_CHECKING:
    from numaconf.documents.source import Route


class Percent(Type):
    """0 to 100, as an integer or as a string of one."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected an integer or a string")
        elif not str(value).lstrip("+").isdecimal() or not 0 <= whole(str(value)) <= 100:
            text = f"Invalid imageGCLowThresholdPercent '{value}': must be between 0 and 100 (inclusive)"
            taking.refuse(route, text)
        return value


class Factor(Type):
    """A number above 0 and up to 1."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected f64")
        elif not 0 < value <= 1:
            taking.refuse(
                route,
                "Unable to deserialize into KubernetesMemoryThrottlingFactor: "
                "memory throttling factor must be greater than 0 and less than or equal to 1",
            )
        return value


class OneOrMany(Type):
    """A string, or a list of them; stored as a list."""

    __slots__ = ("empty", "item", "other")

    def __init__(self, item: Text, empty: str, other: str) -> None:
        self.item, self.empty, self.other = item, empty, other

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if type(value) is str:
            return [self.item.take(value, route, taking)]
        if not isinstance(value, list):
            taking.refuse(route, self.other)
            return value
        if not value and self.empty:
            taking.refuse(route, self.empty)
        return [self.item.take(item, (*route, index), taking) for index, item in enumerate(value)]


class Limit(Type):
    """A resource limit: an integer from -1, or `"unlimited"`."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        fits = isinstance(value, int) and not isinstance(value, bool) and -1 <= value < 2**63
        if not fits and value != "unlimited":
            taking.refuse(route, f'Invalid rlimit {value}, expected -1 to 9223372036854775807 or "unlimited"')
        return -1 if value == "unlimited" else value


class Command(Type):
    """A bootstrap command: words, the first of them `apiclient`."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected a sequence")
        elif value[:1] != ["apiclient"]:
            import json

            says = f"Invalid Bottlerocket API Command '{json.dumps(value, ensure_ascii=False)}'"
            taking.refuse(route, f"Unable to deserialize into ApiclientCommand: {says}")
        return value
