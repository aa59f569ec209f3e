"""What an API server does with an object of a closed custom resource: prune, refuse, store.

The schemas are data in `nodeclass.py` and `nodepool.py`. The order of steps and every text are those of
k8s.io/apiextensions-apiserver 0.35 (`pkg/apiserver/{schema,validation}`).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.documents import golang
from numaconf.documents.source import dotted
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version


class Cel(NamedTuple):
    """A CEL rule of a CRD: its message, and the rule in Python (True: the value is fine)."""

    message: str
    holds: Callable[[Any], bool]


class Schema(NamedTuple):
    """A node of a structural schema.

    `kind`: object, array, string, integer, boolean, quantity (integer or string), any. `fields` are the only keys an
    object may have, unless it is a map of `values`. `limits`: minimum, maxItems and so on under their CRD names.
    `since`: the first Karpenter version whose CRD has the field; `later`: the same for single values of an `enum`.
    """

    kind: str
    fields: dict[str, Schema] = {}  # noqa: RUF012  never mutated; NamedTuple defaults cannot be factories
    values: Schema | None = None
    items: Schema | None = None
    required: tuple[str, ...] = ()
    enum: tuple[str, ...] = ()
    later: dict[str, tuple[int, int]] = {}  # noqa: RUF012  a default that nobody changes
    pattern: str = ""
    limits: dict[str, int] = {}  # noqa: RUF012  a default that nobody changes
    rules: tuple[Cel, ...] = ()
    since: tuple[int, int] = (1, 0)


class Refusal(NamedTuple):
    """One error of the API server: where, and its words."""

    route: Route
    text: str


class Verdict(NamedTuple):
    """What the API server does: `pruned` are the fields it does not know (a strict client is refused for them),
    `refusals` its errors, `stored` what remains when there are none.
    """

    pruned: tuple[Route, ...]
    refusals: tuple[Refusal, ...]
    stored: Any


STRING, INTEGER, BOOLEAN, ANY = Schema("string"), Schema("integer"), Schema("boolean"), Schema("any")


def obj(*rules: Cel, required: str = "", since: tuple[int, int] = (1, 0), **fields: Schema) -> Schema:
    """An object with these fields and no others."""
    return Schema("object", fields, required=tuple(required.split()), rules=rules, since=since)


def array(items: Schema, *rules: Cel, since: tuple[int, int] = (1, 0), **limits: int) -> Schema:
    """A list."""
    return Schema("array", items=items, rules=rules, since=since, limits=limits)


def mapping(values: Schema, *rules: Cel, **limits: int) -> Schema:
    """A map with any keys."""
    return Schema("object", values=values, rules=rules, limits=limits)


def string(*rules: Cel, pattern: str = "", **limits: int) -> Schema:
    """A string."""
    return Schema("string", pattern=pattern, rules=rules, limits=limits)


def enum(values: str, later: dict[str, tuple[int, int]] | None = None) -> Schema:
    """One of these words."""
    return Schema("string", enum=tuple(values.split()), later=later or {})


def integer(since: tuple[int, int] = (1, 0), **limits: int) -> Schema:
    """A whole number."""
    return Schema("integer", since=since, limits=limits)


def strict_error(pruned: tuple[Route, ...]) -> str:
    """What a client that asks for strict field validation (kubectl does) is told."""
    return "strict decoding error: " + ", ".join(
        f"unknown field {golang.quoted(text)}" for text in sorted(map(dotted, pruned))
    )


def judge(schema: Schema, value: dict[str, Any], version: Version) -> Verdict:
    """What the API server with the CRD of a Karpenter version does with an object (metadata aside)."""
    pruned: list[Route] = []
    stored = _prune(schema, value, (), (version.major, version.minor), pruned, root=True)
    wrong = list(_check(schema, stored, (), (version.major, version.minor)))
    if not any(blocks for _, blocks in wrong):
        wrong += [(refusal, False) for refusal in _rules(schema, stored, ())]
    return Verdict(tuple(pruned), tuple(refusal for refusal, _ in wrong), stored)


def _prune(
    schema: Schema, value: Any, route: Route, version: tuple[int, int], pruned: list[Route], *, root: bool = False
) -> Any:
    """The value without unknown fields and without nulls, which mean *not given*."""
    if schema.kind == "any":
        return _whole(value)
    if isinstance(value, list):
        inner = schema.items or Schema("object")
        return [_prune(inner, item, (*route, index), version, pruned) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return _whole(value)
    kept = {}
    for key, item in value.items():
        if root and key in {"apiVersion", "kind", "metadata"}:
            kept[key] = item
            continue
        inner = schema.fields.get(key) or schema.values or Schema("unknown", since=(99, 0))
        if inner.since > version:
            pruned.append((*route, key))
        elif item is not None:
            kept[key] = _prune(inner, item, (*route, key), version, pruned)
    return kept


def _whole(value: Any) -> Any:
    """A value as the API server's JSON decoder has it: 5.0 is a whole number."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _type_of(value: Any) -> str:
    """The type's name in the API server's texts."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return {float: "number", dict: "object", list: "array", str: "string", type(None): "null"}[type(value)]


def _check(schema: Schema, value: Any, route: Route, version: tuple[int, int]) -> Iterator[tuple[Refusal, bool]]:
    """Types, enums, patterns and bounds; the flag says that CEL rules then do not run."""
    where, found = dotted(route), _type_of(value)
    if schema.kind == "any":
        return
    if found != schema.kind and not (schema.kind == "quantity" and found in {"integer", "string"}):
        kind = "integer,string" if schema.kind == "quantity" else schema.kind
        text = f'{where}: Invalid value: "{found}": {where} in body must be of type {kind}: "{found}"'
        yield Refusal(route, text), True
    allowed = tuple(word for word in schema.enum if schema.later.get(word, (1, 0)) <= version)
    if allowed and value not in allowed:
        options = ", ".join(golang.quoted(word) for word in allowed)
        yield Refusal(route, f"{where}: Unsupported value: {json.dumps(value)}: supported values: {options}"), True
    numbers = {schema.kind, found} <= {"integer", "number"}
    limits = schema.limits if found == schema.kind or numbers else {}
    size = next(_limits(limits, value, route), None)
    if size is not None:
        yield size
    elif schema.pattern and isinstance(value, str) and not _matches(schema.pattern, value):
        yield _invalid(route, f"{golang.quoted(value)}: {where} in body should match '{schema.pattern}'")
    if found != schema.kind:
        return
    if isinstance(value, dict):
        for key in schema.required:
            if key not in value:
                yield Refusal(route, f"{dotted((*route, key))}: Required value"), True
        for key, item in value.items():
            inner = schema.fields.get(key) or schema.values
            if inner is not None:
                yield from _check(inner, item, (*route, key), version)
    elif isinstance(value, list) and schema.items is not None:
        for index, item in enumerate(value):
            yield from _check(schema.items, item, (*route, index), version)


def _matches(pattern: str, value: str) -> bool:
    return is_schedule(value) if pattern == SCHEDULE else _compiled(pattern).search(value) is not None


SCHEDULE = r"^(@(annually|yearly|monthly|weekly|daily|midnight|hourly))|((.+)\s(.+)\s(.+)\s(.+)\s(.+))$"
_NICKNAME = re.compile("@(?:annually|yearly|monthly|weekly|daily|midnight|hourly)")


def is_schedule(text: str) -> bool:
    """Whether a text matches SCHEDULE, in one walk: Python's matcher would try all ways to split it in five."""
    if _NICKNAME.match(text):
        return True
    fields: set[int] = set()  # of the five: which one may be here
    blanks: set[int] = set()  # after which one a blank may be here
    for letter in text:
        here = set() if letter == "\n" else {1} | {number + 1 for number in blanks} | fields
        blanks = {number for number in fields if number < 5} if letter in " \t\n\f\r" else set()
        fields = here
    return 5 in fields


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # RE2's `$` is the end of the text, Python's also matches before a last line feed.
    return re.compile(pattern.replace("$", r"\Z"), re.ASCII)


def _limits(limits: dict[str, int], value: Any, route: Route) -> Iterator[tuple[Refusal, bool]]:
    where, size = dotted(route), len(value) if isinstance(value, (str, list, dict)) else 0
    for name, bound in limits.items():
        if name == "minimum" and value < bound:
            yield _invalid(route, f"{value}: {where} in body should be greater than or equal to {bound}")
        elif name == "maximum" and value > bound:
            yield _invalid(route, f"{value}: {where} in body should be less than or equal to {bound}")
        elif name == "minItems" and size < bound:
            yield _invalid(route, f"{size}: {where} in body should have at least {bound} items")
        elif name == "minLength" and size < bound:
            yield _invalid(route, f"{json.dumps(value)}: {where} in body should be at least {bound} chars long")
        elif name == "maxLength" and size > bound:
            yield Refusal(route, f"{where}: Too long: may not be more than {bound} bytes"), True
        elif name in {"maxItems", "maxProperties"} and size > bound:
            yield Refusal(route, f"{where}: Too many: {size}: must have at most {bound} items"), True


def _invalid(route: Route, text: str) -> tuple[Refusal, bool]:
    return Refusal(route, f"{dotted(route)}: Invalid value: {text}"), False


def _rules(schema: Schema, value: Any, route: Route) -> Iterator[Refusal]:
    for rule in schema.rules:
        try:
            if rule.holds(value):
                continue
            # Only a string is repeated: the API server leaves objects and lists out of its text.
            message = f"{golang.quoted(value)}: {rule.message}" if isinstance(value, str) else rule.message
        except (KeyError, ValueError) as error:
            # CEL: a field that is not there, or a text that is not a number, is an error of the rule and not a false.
            reason = "type conversion error from 'string' to 'int'"
            reason = f"no such key: {error.args[0]}" if isinstance(error, KeyError) else reason
            message = f'"{_type_of(value)}": {reason} evaluating rule: {rule.message}'
        yield Refusal(route, f"{dotted(route)}: Invalid value: {message}")
    if isinstance(value, dict):
        for key, item in value.items():
            inner = schema.fields.get(key) or schema.values
            if inner is not None:
                yield from _rules(inner, item, (*route, key))
    elif isinstance(value, list) and schema.items is not None:
        for index, item in enumerate(value):
            yield from _rules(schema.items, item, (*route, index))
