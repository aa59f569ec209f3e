"""Which values of an existing document have to change so that it says what a rendering says, and no others.

Values here are plain (dict, list, str, …); routes lead into the existing document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from numaconf.kubelet.flag_table import FLAGS
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route

What = Literal["settings", "labels", "taints", "flags", "arguments", "text"]
"""What is at a place. `settings`: kubelet fields (or settings of the same meaning). `labels`: a map of labels, and
other maps in which each key is its own. `taints`: a list of taints. `flags`: command line flags beside the settings.
`arguments`: a list of `name=value`, in which a name may be there twice. `text`: a whole text, not taken apart.
"""


class Edit(NamedTuple):
    """One change: the value at `route`, the last step of which may be new (a list's length: one more item).

    `remove`: the key goes, with its value.
    """

    route: Route
    value: Any = None
    remove: bool = False


class Contradiction(Exception):
    """A value of the existing document that cannot stay and that nobody can take apart; the message names it."""


_NAMES = {
    "reserved-cpus": "reservedSystemCPUs",
    "memory-manager-reserved-memory": "reservedMemory",
}
"""Settings of Bottlerocket whose kubelet field is not their name in another spelling."""

_WHOLE = frozenset({
    "evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim", "cpuManagerPolicyOptions",
    "topologyManagerPolicyOptions", "reservedMemory",
})  # fmt: skip
"""Maps in which a key that the profile does not have would change what the others mean."""

_RESERVED = ("kubeReserved", "systemReserved")


def field(name: str) -> str:
    """The kubelet field that a setting is: `kube-reserved` is `kubeReserved`."""
    head, *rest = name.split("-")
    return _NAMES.get(name) or head + "".join(word.capitalize() for word in rest)


def edits(what: What, asked: Any, has: Any, route: Route, settings: dict[str, Any] | None = None) -> list[Edit]:
    """What changes at a place where `has` is (None: nothing) so that it says what is `asked`.

    `settings`: the fields that the rendering sets, for flags that would overrule them. Raises Contradiction.
    """
    if what == "settings":
        there = has if isinstance(has, dict) else {}
        return [*_respelt(asked, there, route), *_removed(asked, there, route), *_map(asked, has, route)]
    if what == "labels":
        return list(_map(asked or {}, has, route))
    if what == "taints":
        return _taints(asked or [], has, route)
    if what == "arguments":
        return _arguments(asked or [], has, route)
    if what == "flags":
        return _flags(asked or [], has, route, settings or {})
    if asked is not None and has is not None and asked != has:
        raise Contradiction("has a text of its own there, into which nothing can be written")
    return [] if asked is None or asked == has else [Edit(route, asked)]


def _respelt(asked: dict[str, Any], has: dict[str, Any], route: Route) -> Iterator[Edit]:
    """Fields that are asked for and are there in another letter case, which many decoders take for the same."""
    names = {name.lower() for name in asked}
    return (Edit((*route, key), remove=True) for key in has if key not in asked and str(key).lower() in names)


def overruled(asked: dict[str, Any], has: dict[str, Any], route: Route) -> list[Edit]:
    """Settings beside those that are asked for, over which these win: what says otherwise goes, so that the file does
    not seem to say it, and what would contradict.
    """
    gone = [
        Edit((*route, key), remove=True) for key, value in has.items() if key in asked and not same(asked[key], value)
    ]
    told = {edit.route for edit in gone}
    return [*gone, *(one for one in _removed(asked, has, route) if not any(one.route[: len(at)] == at for at in told))]


def _map(asked: dict[str, Any], has: Any, route: Route) -> Iterator[Edit]:
    """Each key that is asked for; keys of `has` that are not stay, but in a map that has to be whole."""
    if not isinstance(has, dict):
        if asked:
            yield Edit(route, asked)
        return
    for key, value in asked.items():
        there = has.get(key)
        if same(value, there):
            continue
        if key == "registerWithTaints" and isinstance(there, list):
            yield from _taints(value, there, (*route, key))
        elif isinstance(value, dict) and isinstance(there, dict) and there:
            yield from _map(value, there, (*route, key))
            if field(key) in _WHOLE:
                yield from (Edit((*route, key, other), remove=True) for other in there if other not in value)
        else:
            yield Edit((*route, key), value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, numbers and booleans also as the text that says them."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def _removed(asked: dict[str, Any], has: dict[str, Any], route: Route) -> list[Edit]:
    """What is there, is not asked for, and would contradict what is: terms of a sum, and what a policy refuses."""
    mine = {field(name): value for name, value in asked.items()}
    there = {field(name): name for name in has}
    gone: list[Edit] = []

    def drop(name: str) -> None:
        if name in there and name not in mine:
            gone.append(Edit((*route, there[name]), remove=True))

    owned = {key for name in _RESERVED for key in mine.get(name) or {}}
    owned |= {"memory"} if "reservedMemory" in mine else set()
    owned |= {"cpu"} if "reservedSystemCPUs" in mine else set()
    for name in _RESERVED:
        amounts = has.get(there.get(name, ""))
        if not isinstance(amounts, dict):
            continue
        old = [key for key in amounts if key in owned & {"cpu", "memory"} and key not in (mine.get(name) or {})]
        if old and len(old) == len(amounts) and name not in mine:
            drop(name)
        else:
            gone += (Edit((*route, there[name], key), remove=True) for key in old)
    if "cpu" in owned:
        drop("reservedSystemCPUs")
    if "reservedMemory" in mine:
        drop("evictionHard")  # its memory.available is a term of the sum, and without the map the default counts
    if "evictionHard" in mine:
        drop("mergeDefaultEvictionSettings")
    if mine.get("cpuManagerPolicy") == "none":
        drop("cpuManagerPolicyOptions")
    if mine.get("memoryManagerPolicy") == "None":
        drop("reservedMemory")
    return gone


def _taints(asked: list[dict[str, Any]], has: Any, route: Route) -> list[Edit]:
    """Taints of the same key and effect get the value that is asked for; new ones come after those that are there."""
    if not asked:
        return []
    if not isinstance(has, list):
        return [Edit(route, asked)]
    places = {(one.get("key"), one.get("effect")): at for at, one in enumerate(has) if isinstance(one, dict)}
    found, end = [], len(has)
    for taint in asked:
        at = places.get((taint.get("key"), taint.get("effect")))
        if at is None:
            found.append(Edit((*route, end), taint))
            end += 1
        elif (has[at].get("value") or "") != (taint.get("value") or ""):
            found.append(Edit((*route, at, "value"), taint.get("value", "")))
    return found


def _arguments(asked: list[str], has: Any, route: Route) -> list[Edit]:
    """What is asked for in place of all that is there under the same names."""
    old = [one for one in has if isinstance(one, str)] if isinstance(has, list) else []
    names = {_name(one) for one in asked}
    kept = [one for one in old if _name(one) not in names or one in asked]
    new = [one for one in asked if one not in old]
    if old and len(kept) == len(has):
        return [Edit((*route, len(old) + at), one) for at, one in enumerate(new)]
    return [Edit(route, kept + new)] if kept + new != old else []


def _flags(asked: list[str], has: Any, route: Route, settings: dict[str, Any]) -> list[Edit]:
    """Flags that the profile gives are merged into those that are there; flags that would overrule its settings go."""
    old = [one for one in has if isinstance(one, str)] if isinstance(has, list) else []
    new = []
    given = {_name(one): one for one in asked}
    for one in old:
        name = _name(one)
        flag = FLAGS.get(name)
        if name in given:
            wanted = given.pop(name)
            new.append(_merged(one, wanted) if name in _MERGED and one != wanted else wanted)
        elif not (flag and flag.field and flag.field.split(".")[0] in settings):
            new.append(one)
    new += given.values()
    if new == old:
        return []
    if not new:
        return [Edit(route, remove=True)]
    kept = [Edit((*route, at), text) for at, text in enumerate(new) if at >= len(old) or old[at] != text]
    return kept if old and len(new) >= len(old) == len(has) else [Edit(route, new)]


_MERGED = frozenset({"node-labels"})
"""Flags whose values are labels: those that nobody asked for stay."""


def _name(flag: str) -> str:
    return flag.partition("=")[0].lstrip("-")


def _merged(old: str, new: str) -> str:
    """Two values of a flag that takes `key=value,…`: those that are there, and over them those that are asked for."""
    lead, _, pairs = old.partition("=")
    both = dict(pair.partition("=")[::2] for text in (pairs, new.partition("=")[2]) for pair in text.split(",") if pair)
    return f"{lead}=" + ",".join(f"{key}={value}" for key, value in both.items())
