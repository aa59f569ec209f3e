"""A profile against its JSON Schema: every error at its place, with what is allowed and what was probably meant."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from numaconf import resources
from numaconf.documents.source import path
from numaconf.named import NamedTuple
from numaconf.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from numaconf.documents.source import Route

MOST = 100
"""Nobody reads more, and each is searched for what was probably meant."""

UNKNOWN_KEY, WRONG_VALUE = "NC801", "NC802"

TYPES = {
    "object": "a map",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


class Wrong(NamedTuple):
    """One error: rule code, where, whether the mark belongs on the key, and what is wrong."""

    code: str
    route: Route
    key: bool
    message: str


def check(value: Any) -> list[Wrong]:
    """What the schema objects to in a profile's value, at most MOST errors."""
    wrongs = (wrong for error in validator().iter_errors(value) for wrong in _wrong(error))
    found: dict[tuple[Route, str], Wrong] = {}
    for wrong in islice(wrongs, MOST):
        found.setdefault((wrong.route, wrong.message), wrong)
    return list(found.values())


@lru_cache(maxsize=1)
def schema() -> Any:
    """The profile's schema as plain values."""
    return json.loads(resources.text("schemas", "profile.json"))


@lru_cache(maxsize=1)
def validator() -> Validator:
    """The profile's validator. Patterns are searched with `$` as JSON Schema means it: only at the very end."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    def pattern(_: Validator, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not _compiled(pattern).search(instance):
            yield ValidationError("does not match")

    made: Validator = validators.extend(Draft202012Validator, {"pattern": pattern})(schema())  # type: ignore[no-untyped-call]  # jsonschema's
    return made


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern)


def _wrong(error: ValidationError, above: Route = ()) -> Iterator[Wrong]:
    """What one error of the validator means. `above`: the route of the branch that it was found in."""
    route: Route = (*above, *error.relative_path)
    instance: Any = error.instance
    asked: Any = error.validator_value
    schema_: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    match error.validator:
        case "additionalProperties":
            patterns = [_compiled(name) for name in schema_.get("patternProperties", {})]
            for key in instance:
                if key not in schema_["properties"] and not any(one.search(str(key)) for one in patterns):
                    yield Wrong(UNKNOWN_KEY, (*route, key), True, _unknown(route, key, list(schema_["properties"])))
        case "required":
            for key in asked:
                if key not in instance:
                    yield Wrong(
                        WRONG_VALUE, route, False, f"{path(route) or 'the profile'}: {key} is missing{_example(key)}"
                    )
        case "dependentRequired":
            for key, needed in asked.items():
                for other in needed:
                    if key in instance and other not in instance:
                        yield Wrong(WRONG_VALUE, (*route, key), True, f"{path((*route, key))} requires {other}")
        case "oneOf":
            if isinstance(instance, dict):  # anything else is of the wrong type, which is an error by itself
                given = [name for branch in asked for name in branch["required"] if name in instance]
                has = f"it has {' and '.join(given)}" if given else "it has none of them"
                yield Wrong(WRONG_VALUE, route, not given, f"{path(route)}: write {schema_['title']}; {has}")
        case "anyOf":
            yield from _any_of(error, route)
        case _ if "propertyNames" in error.relative_schema_path:
            message = f"{path(route)}: {_shown(instance)} is not {_expected(schema_)}"
            yield Wrong(WRONG_VALUE, (*route, instance), True, message)
        case _:
            yield Wrong(WRONG_VALUE, route, False, _not(route, instance, schema_))


def _any_of(error: ValidationError, route: Route) -> Iterator[Wrong]:
    """The errors of the branch that the value was meant for: the one of its type; else none of them fits."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    for errors in branches.values():
        if all(inner.relative_path or inner.validator == "additionalProperties" for inner in errors):
            for inner in errors:
                yield from _wrong(inner, route)
            return
    named = error.schema if isinstance(error.schema, dict) and "title" in error.schema else None
    yield Wrong(WRONG_VALUE, route, False, _not(route, error.instance, named or _first_title(error)))


def _first_title(error: ValidationError) -> dict[str, Any]:
    for inner in error.context or ():
        if isinstance(inner.schema, dict) and "title" in inner.schema:
            return inner.schema
    return {}


def _not(route: Route, value: Any, schema_: dict[str, Any]) -> str:
    """`<path>: <value> is not <what is allowed>; <what was probably meant>`."""
    hint = _hint(route, value, schema_)
    return f"{path(route) or 'the document'}: {_shown(value)} is not {_expected(schema_)}" + (f"; {hint}" * bool(hint))


def _expected(schema_: dict[str, Any]) -> str:
    if "title" in schema_:
        return str(schema_["title"])
    if "const" in schema_:
        return str(schema_["const"])
    if "enum" in schema_:
        return f"one of {', '.join(_word(one) for one in schema_['enum'])}"
    types = schema_.get("type", [])
    words = [TYPES[name] for name in ([types] if isinstance(types, str) else types)]
    limits = [f"{word} {schema_[name]}" for name, word in (("minimum", "from"), ("maximum", "to")) if name in schema_]
    return " ".join([" or ".join(words) or "what is allowed here", *limits])


def _word(one: Any) -> str:
    return '""' if one == "" else str(one)


def _hint(route: Route, value: Any, schema_: dict[str, Any]) -> str:
    if value == "auto" and "systemReserved" in route:
        return "no platform has a formula for it: write amounts"
    types = schema_.get("type", [])
    strings = "string" in ([types] if isinstance(types, str) else types) or any(
        isinstance(one, str) for one in schema_.get("enum", [])
    )
    if isinstance(value, bool | int | float) and strings and _fits(json.dumps(value), schema_):
        return "put it in quotes"
    if isinstance(value, str) and types in ("boolean", "integer", "number") and _plain(value):
        return "write it without quotes"
    words = [one for one in schema_.get("enum", [schema_.get("const")]) if isinstance(one, str)]
    close = _close(value, words) if isinstance(value, str) else None
    return f"did you mean {close}?" if close else ""


_EXAMPLES = {
    "apiVersion": "numaconf/v1", "kind": "NumaProfile", "metadata": "{name: workers}", "name": "workers",
    "kubernetesVersion": '"1.34"', "size": "1Gi", "count": "16", "cpus": '"0-17,36-53"', "version": "1.15.0",
}  # fmt: skip


def _example(key: str) -> str:
    return f"; write {key}: {_EXAMPLES[key]}" if key in _EXAMPLES else ""


def _fits(text: str, schema_: dict[str, Any]) -> bool:
    return _compiled(schema_.get("pattern", "")).search(text) is not None


def _plain(text: str) -> bool:
    return re.fullmatch(r"true|false|-?\d+(\.\d+)?", text) is not None


def _unknown(route: Route, key: Any, allowed: list[str]) -> str:
    where = path(route) or "a profile"
    close = _close(str(key), allowed)
    if re.fullmatch(r"\d+(-\d+)?", str(key)):
        hint = "put a list of CPUs in quotes"
    elif close:
        hint = f"did you mean {close}?"
    elif str(key) in (homes := _homes()):
        hint = f"it belongs below {homes[str(key)]}"
    elif len(allowed) <= 12:
        hint = f"allowed: {', '.join(allowed)}" if allowed else "nothing is allowed here"
    else:
        hint = "numaconf schema profile lists what is allowed"
    return f"{where} has no key {_shown(str(key))}; {hint}"


@lru_cache(maxsize=1)
def _homes() -> dict[str, str]:
    """Where keys that people put one level off belong."""
    spec = schema()["properties"]["spec"]["properties"]
    homes = dict.fromkeys(spec, "spec")
    for block in ("machine", "kubelet", "node", "cluster", "targets"):
        homes |= dict.fromkeys(spec[block]["properties"], f"spec.{block}")
    return homes


def _close(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant: the same in another letter case, else the closest."""
    return nearest(word, words, 0.75) or None


def _shown(value: Any) -> str:
    """A value as it is shown in a message: short, and on one line."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
