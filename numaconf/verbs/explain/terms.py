"""Explanations of the subject's words: policies and scopes, flags, and platform settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.kubelet import fields, flag_table, gates, glossary, options
from numaconf.kubelet.eviction import defaults as eviction_defaults
from numaconf.kubelet.version import ALL
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from numaconf.documents.source import Route


class Word(NamedTuple):
    """The values of fields that go by one name."""

    values: tuple[glossary.Value, ...]


class FlagWord(NamedTuple):
    """A flag of the kubelet: the field that it sets (empty: none), and the first and last minor that have it."""

    name: str
    field: str
    since: int
    last: int


def plain(word: str) -> str:
    """A name without letter case, dashes and blanks."""
    return re.sub(r"[-_\s]", "", word).casefold()


def value(word: str) -> Word | None:
    """A policy or scope, in any case, also as `pod scope` and `the static policy`."""
    bare = re.sub(r"(?i)^the |\s+(?:cpu |memory |topology )?(?:manager )?(?:policy|scope)$", "", word.strip())
    same = [one for one in glossary.VALUES if plain(one.name) == plain(bare)]
    return Word(tuple(same)) if same else None


def concept(word: str) -> glossary.Concept | None:
    """A word of the subject that is not a name in any file."""
    bare = plain(word)
    return next((one for one in glossary.CONCEPTS if bare in map(plain, (one.name, *one.also))), None)


def flag(word: str) -> FlagWord | None:
    """A flag, by its name with dashes in front; a value after `=` does not matter."""
    if not word.startswith("--"):
        return None
    name = plain(word.partition("=")[0])
    for known, row in flag_table.FLAGS.items():
        if plain(known) == name:
            return FlagWord(f"--{known}", row.field, row.since, row.last)
    return None


def flag_of(path: str) -> str:
    """The flag that sets a field, or an empty string."""
    return next((f"--{name}" for name, row in flag_table.FLAGS.items() if row.field and row.field == path), "")


def spelled(route: Route) -> Route:
    """A route with the fields' own spelling, as far as there are such fields."""
    found: list[str | int] = []
    type_ = "KubeletConfiguration"
    for step in route:
        inner = fields.element(type_)
        if inner is not None:
            found.append(step)
            type_ = inner
            continue
        struct = fields.plain(type_)
        known = fields.STRUCTS.get(struct, {})
        name = next((one for one in known if plain(one) == plain(str(step))), "")
        if not name:
            return route
        found.append(name)
        type_ = known[name].type
    return tuple(found)


def gate(word: str) -> str:
    """A feature gate's own spelling, or an empty string."""
    wanted = plain(word)
    names = {name for version in ALL for name in gates.names(version)}
    return next((name for name in sorted(names) if plain(name) == wanted), "")


def option(word: str) -> str:
    """A policy option's own spelling, or an empty string."""
    wanted = plain(word)
    return next((name for name in (*options.CPU, *options.TOPOLOGY) if plain(name) == wanted), "")


def excludes(name: str) -> tuple[str, ...]:
    """The options that cannot be true beside one."""
    return tuple(other for pair in options.PAIRS if name in pair for other in pair if other != name)


def default(path: str) -> Any:
    """The default of evictionHard, which is in no table of fields."""
    first, _, signal = path.partition(".")
    if first != "evictionHard":
        return None
    thresholds = eviction_defaults(ALL[-1])
    return thresholds.get(signal) if signal else thresholds
