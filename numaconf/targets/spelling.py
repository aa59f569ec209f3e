"""How a platform spells the kubelet's settings: where a field is written, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numaconf.kubelet.version import Version

Key = tuple[str, str]
"""Where a field is written ("" where it cannot be), and what is to be known of that."""


class Holder(NamedTuple):
    """A key that holds settings of the kubelet, and what is there. `who`: the platforms that have it, where it is
    not only this one. `also`: the same key without what is in front of it.
    """

    key: str
    meaning: str
    who: str = ""
    also: str = ""


class Spelling(NamedTuple):
    """`who`: the platform's name for people. `key(path, flag)`: where it has a field of this path, which the kubelet
    has as this flag ("": as none); None where a table of fields would say nothing. `defaults(version)`: what it sets by
    itself; None: as its renderer says.

    `prefixes`: what is in front of a field, or of a flag's name. `holders`: keys that hold settings. `names`: names
    of its own for fields: the name, where it is written, and the field.
    """

    who: str
    key: Callable[[str, str], Key] | None
    defaults: Callable[[Version], Mapping[str, Any]] | None = None
    prefixes: tuple[str, ...] = ()
    holders: tuple[Holder, ...] = ()
    names: tuple[tuple[str, str, str], ...] = ()


def nothing(_version: Version) -> Mapping[str, Any]:
    """Of a platform that sets nothing by itself, or does not tell."""
    return {}


def below(prefix: str, absent: tuple[str, ...] = (), why: str = "", note: str = "") -> Callable[[str, str], Key]:
    """Fields as they are, below a prefix; those that are `absent` not, and why."""
    return lambda path, _flag: ("", why) if path.partition(".")[0] in absent else (f"{prefix}{path}", note)


def flagged(before: str, note: str = "") -> Callable[[str, str], Key]:
    """Flags without their dashes, after a word."""
    return lambda _path, flag: (
        (f"{before}{flag.removeprefix('--')}=…", note) if flag else ("", "it has no flag of the kubelet")
    )


def named(table: Mapping[str, str], who: str) -> Callable[[str, str], Key]:
    """Fields under names of their own, by their paths or first steps."""

    def key(path: str, _flag: str) -> Key:
        first, _, rest = path.partition(".")
        held = table.get(path) or (f"{table[first]}{f'.{rest}' if rest else ''}" if first in table else "")
        return held, "" if held else f"{who} does not take it"

    return key
