"""What is known about a file's node besides the file: options, modelines, `numaconf.toml` and `pyproject.toml`.

Strongest first: an option, what the document itself says, a modeline comment in it, the configuration file nearest
upward. Nothing else is assumed.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context
from numaconf.documents import reading
from numaconf.documents.globs import MOST_STARS, is_dear
from numaconf.documents.text import Lines
from numaconf.errors import CannotDo, Problem
from numaconf.findings import SEVERITIES
from numaconf.named import NamedTuple
from numaconf.targets.registry import BY_NAME, VERSIONED

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.kubelet.version import Version

Values = dict[str, Any]
"""Options by their long names without the dashes: `{"kubernetes-version": "1.34", "select": ["NC1"]}`."""

CONTEXT = ("kubernetes-version", "machine", *(f"{name}-version" for name in VERSIONED))
WORDS = (*CONTEXT, "as", "fail-on", "profile")
LISTS = ("select", "ignore")

FILES = ("numaconf.toml", "pyproject.toml")


class Config(NamedTuple):
    """A configuration file: its path, its values, and its overrides as (globs, values), last match wins."""

    path: str
    values: Values
    overrides: tuple[tuple[list[str], Values], ...] = ()

    def of(self, file: str) -> Values:
        """The values for a file."""
        values = dict(self.values)
        if self.overrides:
            from pathspec import GitIgnoreSpec

            inner = os.path.relpath(os.path.abspath(file), os.path.dirname(os.path.abspath(self.path)))
            for globs, more in self.overrides:
                if GitIgnoreSpec.from_lines(globs).match_file(inner.replace(os.sep, "/")):
                    values |= more
        return values


def nearest(file: str) -> Config | None:
    """The configuration file nearest upward of a file (a `pyproject.toml` counts if it has `[tool.numaconf]`).

    Raises CannotDo for one that cannot be read or holds a key that is not an option.
    """
    folder = reading.folder(file)
    return _from(folder, "" if folder.startswith(os.sep) else os.getcwd())


def forget() -> None:
    """Look at configuration files again: what they said holds for one run."""
    _from.cache_clear()
    _upward.cache_clear()


@lru_cache(4096)
def _from(folder: str, current: str) -> Config | None:
    return _upward(os.path.normpath(os.path.join(current, folder)))


@lru_cache(4096)
def _upward(folder: str) -> Config | None:
    for name in FILES:
        path = os.path.join(folder, name)
        if os.path.lexists(path):
            found = load(path)
            if found is not None:
                return found
    above = os.path.dirname(folder)
    return None if above == folder else _upward(above)


def load(path: str) -> Config | None:
    """Read a configuration file; None for a `pyproject.toml` without `[tool.numaconf]`. Raises CannotDo."""
    data = reading.contents(path)
    if os.path.basename(path) == "pyproject.toml" and b"numaconf" not in data:
        return None
    table, place = _toml(data, path)
    if os.path.basename(path) == "pyproject.toml":
        table = table.get("tool", {}).get("numaconf")
        place = partial(place, "tool", "numaconf")
        if table is None:
            return None
    overrides = table.pop("overrides", [])
    if not isinstance(overrides, list) or not all(isinstance(one, dict) for one in overrides):
        raise CannotDo(
            "overrides must be tables",
            place=place("overrides"),
            remedy='write [[overrides]] with files = ["…"] below it',
        )
    parts = []
    for number, one in enumerate(overrides):
        here = partial(place, "overrides", number)
        globs = one.pop("files", None)
        if not isinstance(globs, list) or not globs or not all(isinstance(glob, str) for glob in globs):
            raise CannotDo("an override needs files, a list of globs", place=here(), remedy='files = ["prod/**"]')
        dear = next(filter(is_dear, globs), None)
        if dear is not None:
            raise CannotDo(f"{dear[:60]!r} has too many *", place=here(), remedy=f"at most {MOST_STARS} in one name")
        parts.append((globs, _checked(one, path, here)))
    return Config(path, _checked(table, path, place), tuple(parts))


def _toml(data: bytes, path: str) -> tuple[Values, Callable[..., str]]:
    """The values of a TOML text, and the place of a route in it: `numaconf.toml:3:1`."""
    from numaconf.documents import hints, toml
    from numaconf.documents.errors import Unreadable

    try:
        document = toml.read(data)
    except Unreadable as error:
        told = hints.problem(error, path, data)
        message = f"is not TOML: {told.message.removeprefix('TOML: ')}"
        raise CannotDo(message, place=told.place, remedy=told.remedy) from None

    def place(*route: str | int) -> str:
        span = document.span(route, key=bool(route) and isinstance(route[-1], str))
        return f"{path}:{span.line}:{span.column}"

    return dict(document.value), place


def _checked(table: Values, path: str, place: Callable[..., str]) -> Values:
    for key, value in table.items():
        if key in LISTS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise CannotDo(f"{key} must be a list of strings", place=place(key), remedy=f'{key} = ["NC101"]')
            for number, word in enumerate(value):
                demand_rule(word, place(key, number))
        elif key not in WORDS:
            from numaconf.suggest import did_you_mean

            known = (*WORDS, *LISTS, "overrides")
            raise CannotDo(
                f"unknown key {key}", place=place(key), remedy=did_you_mean(key, known, f"known: {', '.join(known)}")
            )
        elif not isinstance(value, str):
            raise CannotDo(f"{key} must be a string", place=place(key), remedy=f'{key} = "{value}"')
        elif key == "fail-on" and value not in SEVERITIES:
            from numaconf.suggest import did_you_mean

            remedy = did_you_mean(value, SEVERITIES, f"write one of {', '.join(SEVERITIES)}")
            raise CannotDo(f"fail-on is {value!r}", place=place(key), remedy=remedy)
    if "machine" in table:
        table["machine"] = _named(table["machine"], path)
    for key in table.keys() & {*CONTEXT}:
        _demand_context({key: table[key]}, place(key))
    return table


def demand_rule(word: str, place: str = "") -> None:
    """Raises CannotDo for a word that is neither a rule's code or name nor the beginning of a code."""
    from numaconf.rules.registry import BY_CODE, BY_NAME

    if not word or (word not in BY_NAME and not any(code.startswith(word.upper()) for code in BY_CODE)):
        from numaconf.suggest import did_you_mean

        remedy = did_you_mean(word, [*BY_CODE, *BY_NAME], "numaconf rules lists them")
        raise CannotDo(f"no rule is called {word!r}", place=place, remedy=remedy)


def _demand_context(values: Values, place: str) -> None:
    """Raises CannotDo for an invalid version or machine, where it is written."""
    try:
        context(values, place)
    except CannotDo as error:
        message = error.message if error.place in {"", place} else f"{error.place}: {error.message}"
        raise CannotDo(message, place=place, remedy=error.remedy) from error


_MODELINE = r"(?m)^[ \t]*(?:#|//)[ \t]*numaconf:[ \t]*([a-z-]+=.*)"
_KEY = r"(?:\A|\s)([a-z-]+)="


def modeline(data: bytes, path: str = "") -> Values:
    """The context that comments of a file name: `# numaconf: kubernetes=1.34 machine=c5n.18xlarge`.

    A value reaches to the next `key=`, so a synthetic machine needs no quotes. Raises CannotDo for an unknown key.
    """
    if b"numaconf:" not in data:
        return {}
    values: Values = {}
    text = data.decode(errors="replace")
    lines = Lines(text)
    for line in re.finditer(_MODELINE, text):
        place = f"{path}:{lines.place(line.start(1))[0]}" if path else ""
        _, *parts = re.split(_KEY, line[1])
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            name = key if key in CONTEXT else f"{key}-version"
            if name not in CONTEXT:
                known = ", ".join(name.removesuffix("-version") for name in CONTEXT)
                raise CannotDo(f"unknown key {key} in a modeline", place=place, remedy=f"known: {known}")
            values[name] = value.strip().strip("\"'")
            if name == "machine":
                values[name] = _named(values[name], path)
            _demand_context({name: values[name]}, place)
    return values


def _named(text: str, path: str) -> str:
    """A machine that a file names."""
    from numaconf.machine.find import named

    return named(text, os.path.dirname(path))


def context(values: Values, place: str = "") -> Context:
    """The context that option values name (others are left out).

    Raises CannotDo for an invalid version or machine.
    """
    if not values:
        return NOTHING
    machine = values.get("machine")
    platforms = ((name, _version(f"{name}-version", values.get(f"{name}-version"), place)) for name in VERSIONED)
    return Context(
        _version("kubernetes-version", values.get("kubernetes-version"), place),
        (_machine(machine),) if machine else (),
        tuple((name, known) for name, known in platforms if known),
    )


@lru_cache(256)
def _machine(text: str) -> Any:
    from numaconf.machine.find import find

    try:
        return find(text)
    except Problem as problem:  # a description that is wrong, of a machine that the job needs
        raise CannotDo(problem.message, place=problem.place, remedy=problem.remedy) from None


def _version(option: str, text: str | None, place: str) -> Version | None:
    if not text:
        return None
    from numaconf.kubelet import version

    try:
        if option == "kubernetes-version":
            return version.kubernetes(text)
        name = option.removesuffix("-version")
        return version.dotted(text, name.capitalize(), BY_NAME[name].newest)
    except ValueError as error:
        raise CannotDo(str(error), place=place or f"--{option}") from error
