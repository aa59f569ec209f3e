"""How Bottlerocket's settings model takes a value: the kinds of types it is made of, after serde.

A document is accepted whole or refused whole: one key that the model does not know keeps the node from booting. What
is said is serde_json's text without its `at line 1 column N`, which counts in an inner form that nobody sees.
Source: bottlerocket-settings-sdk 0.27.0 (`deny_unknown_fields`, kebab-case), serde and serde_json 1; recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from numaconf.documents import placeholders
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version
    from numaconf.targets.bottlerocket.values import Predicate


class Refusal(NamedTuple):
    """Something that the model refuses. `says` is Bottlerocket's text; `known` the names it would have taken.

    `kind`: `unknown` a key, `value`, `missing` a key, `later` a key or word that `since` is the first version to know.
    """

    kind: Literal["unknown", "value", "missing", "later"]
    route: Route
    says: str
    known: tuple[str, ...] = ()
    since: Version | None = None


class Newer(NamedTuple):
    """A key or word that the version must be new enough for, where the version is not known well enough to say."""

    route: Route
    since: Version


class Taking:
    """One document being taken by the model of one OS version (None: unknown, then the newest is taken).

    `passed`: keys that the model does not know and does not refuse either.
    """

    __slots__ = ("newer", "os", "passed", "refusals")

    def __init__(self, os: Version | None) -> None:
        self.os = os
        self.refusals: list[Refusal] = []
        self.newer: list[Newer] = []
        self.passed: list[Route] = []

    def refuse(self, route: Route, says: str, kind: Literal["value", "missing"] = "value") -> None:
        self.refusals.append(Refusal(kind, route, says))

    def knows(self, route: Route, since: Since) -> None:
        """Note that something came with a version, where this one may or may not have it."""
        if self.os is None or since.maybe <= self.os < since.surely:
            self.newer.append(Newer(route, since.surely))


class Since(NamedTuple):
    """The OS version that brought a key or word. Between `maybe` and `surely` it is not known."""

    surely: Version
    maybe: Version


def unexpected(value: Any) -> str:
    """A value as serde names it in *invalid type*."""
    if isinstance(value, bool):
        return f"boolean `{str(value).lower()}`"
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    if type(value) is str:  # a TOML date is a str of another class, and reaches the model as a map
        return f"string {json.dumps(value, ensure_ascii=False)}"
    return "sequence" if isinstance(value, list) else "map"


def expected(names: Sequence[str]) -> str:
    """The end of serde's *unknown field* and *unknown variant*; long lists are cut off with an ellipsis."""
    if len(names) == 1:
        return f"expected `{names[0]}`"
    if len(names) == 2:
        return f"expected `{names[0]}` or `{names[1]}`"
    shown = ", ".join(f"`{name}`" for name in names[:8])
    return f"expected one of {shown}" + (", …" if len(names) > 8 else "")


class Type:
    """One type of the model."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        """The value as Bottlerocket stores it; what it refuses goes to `taking`."""
        raise NotImplementedError


class Anything(Type):
    """A section that has nothing to do with the kubelet and is not looked at."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:  # noqa: ARG002  the base class's
        return value


class Text(Type):
    """A string, perhaps a validated one: `name` is the Rust type in *Unable to deserialize into*."""

    __slots__ = ("name", "predicate")

    def __init__(self, name: str = "", predicate: Predicate | None = None) -> None:
        self.name, self.predicate = name, predicate

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if type(value) is not str:
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected a string")
        elif self.predicate and not placeholders.in_value(value) and (message := self.predicate(value)):
            taking.refuse(route, self.says(message))
        return value

    def says(self, message: str) -> str:
        """What the model says when the predicate gives `message`; the data store speaks for itself."""
        return message if message.startswith("Error") else f"Unable to deserialize into {self.name}: {message}"


class Word(Type):
    """One of some words; `aliases` are stored as the word they stand for, `since` says which came later.

    `prefix` is what a wrapper type says before serde's text.
    """

    __slots__ = ("aliases", "prefix", "since", "words")

    def __init__(
        self,
        *words: str,
        aliases: dict[str, str] | None = None,
        since: dict[str, Since] | None = None,
        prefix: str = "",
    ) -> None:
        self.words, self.aliases, self.since, self.prefix = words, aliases or {}, since or {}, prefix

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if type(value) is not str:
            taking.refuse(route, "expected value")
        elif value not in self._known(taking.os):
            taking.refusals.append(self._unknown(value, route, taking.os))
        elif value in self.since:
            taking.knows(route, self.since[value])
        return self.aliases.get(value, value) if type(value) is str else value

    def _known(self, os: Version | None) -> tuple[str, ...]:
        return tuple(
            word for word in self.words if os is None or word not in self.since or self.since[word].maybe <= os
        )

    def _unknown(self, value: str, route: Route, os: Version | None) -> Refusal:
        names = self._known(os)
        says = f"{self.prefix}unknown variant `{value}`, {expected(names)}"
        if value in self.since:
            return Refusal("later", route, says, names, self.since[value].surely)
        return Refusal("value", route, says, names)


class Boolean(Type):
    """A boolean; `"true"` is not one."""

    __slots__ = ()

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if not isinstance(value, bool):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected a boolean")
        return value


_RANGES = {"u8": (0, 255), "u32": (0, 2**32 - 1), "i32": (-(2**31), 2**31 - 1), "i64": (-(2**63), 2**63 - 1)}


class Integer(Type):
    """An integer of a Rust type; `message` with `{}` is what is said outside `low` to `high`, or of no multiple."""

    __slots__ = ("high", "low", "message", "multiple", "rust")

    def __init__(
        self, rust: str, low: int | None = None, high: int | None = None, message: str = "", multiple: int = 1
    ) -> None:
        self.rust, self.message, self.multiple = rust, message, multiple
        least, most = _RANGES[rust]
        self.low, self.high = least if low is None else low, most if high is None else high

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected {self.rust}")
        elif not _RANGES[self.rust][0] <= value <= _RANGES[self.rust][1]:
            taking.refuse(route, f"invalid value: integer `{value}`, expected {self.rust}")
        elif not self.low <= value <= self.high or value % self.multiple:
            taking.refuse(route, self.message.format(value))
        return value


class Array(Type):
    """A list."""

    __slots__ = ("item",)

    def __init__(self, item: Type) -> None:
        self.item = item

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if not isinstance(value, list):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected a sequence")
            return value
        return [self.item.take(item, (*route, index), taking) for index, item in enumerate(value)]


class Table(Type):
    """A table whose keys the user chooses, each of the type `key`. An empty one is as good as none."""

    __slots__ = ("item", "key")

    def __init__(self, key: Type, item: Type) -> None:
        self.key, self.item = key, item

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if not isinstance(value, dict):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected a map")
            return value
        taken = {}
        for key in sorted(value):
            self.key.take(key, (*route, key), taking)
            taken[key] = self.item.take(value[key], (*route, key), taking)
        return taken


class Field(NamedTuple):
    """A key of a struct. `gone` is the version that has it no more."""

    type: Type
    since: Since | None = None
    required: bool = False
    alias: str = ""
    gone: Version | None = None


class Struct(Type):
    """A table of fixed keys, all optional unless marked. serde also takes a list in the order of the keys.

    `lenient`: unknown keys are let through. `rest`: unknown keys are all taken as this table.
    """

    __slots__ = ("fields", "lenient", "rest")

    def __init__(self, fields: dict[str, Field], *, lenient: bool = False, rest: Table | None = None) -> None:
        self.fields, self.lenient, self.rest = fields, lenient, rest

    def known(self, os: Version | None) -> tuple[str, ...]:
        """The keys that a version knows."""
        return tuple(name for name, field in self.fields.items() if _present(field, os))

    def take(self, value: Any, route: Route, taking: Taking) -> Any:
        if isinstance(value, list) and len(value) <= len(self.fields) and self.rest is None:
            return {
                name: field.type.take(value[at], (*route, at), taking)
                for at, (name, field) in enumerate(self.fields.items())
                if at < len(value)
            }
        if not isinstance(value, dict):
            taking.refuse(route, f"invalid type: {unexpected(value)}, expected struct …")
            return value
        aliases = {field.alias: name for name, field in self.fields.items() if field.alias}
        taken: dict[str, Any] = {}
        for key in sorted(value):
            name = aliases.get(key, key)
            field = self.fields.get(name)
            if name in taken:
                taking.refuse((*route, key), f"duplicate field `{name}`")
            elif field and _present(field, taking.os):
                if field.since:
                    taking.knows((*route, key), field.since)
                taken[name] = field.type.take(value[key], (*route, key), taking)
            elif self.rest:
                taken.update(self.rest.take({key: value[key]}, route, taking))
            elif self.lenient:
                taking.passed.append((*route, key))
            else:
                taking.refusals.append(self._unknown(key, route, taking))
        for name, field in self.fields.items():
            if field.required and name not in taken:
                taking.refuse(route, f"missing field `{name}`", "missing")
        return taken

    def _unknown(self, key: str, route: Route, taking: Taking) -> Refusal:
        names = self.known(taking.os)
        says = f"unknown field `{key}`, {expected(names)}"
        field = self.fields.get(key)
        if field and field.since and taking.os and taking.os < field.since.maybe:
            return Refusal("later", (*route, key), says, names, field.since.surely)
        return Refusal("unknown", (*route, key), says, names)


def _present(field: Field, os: Version | None) -> bool:
    if os is None:
        return True
    return (field.since is None or field.since.maybe <= os) and (field.gone is None or os < field.gone)
