"""Explanations by platform: where a field of the kubelet's is written, what the platform sets by itself, and the names
that settings have there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from numaconf.kubelet import fields, flag_table
from numaconf.kubelet.version import Version, kubernetes
from numaconf.named import NamedTuple
from numaconf.targets.registry import PLATFORMS, hook, renderer
from numaconf.verbs.explain.terms import plain, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.spelling import Holder, Spelling


class Place(NamedTuple):
    """A field on one platform: where it is written ("" where it cannot be), what is to be known of that, and by minor
    what the platform sets by itself (None: nothing, so the kubelet's own default holds).
    """

    platform: str
    key: str
    note: str
    defaults: dict[int, Any]


class Setting(NamedTuple):
    """A platform's name for a setting: the field that it becomes ("" : none, or several), the first version of the
    platform that has it (None: all that are known), and what it is where it is not a field.
    """

    key: str
    field: str
    since: Version | None
    platform: str = "Bottlerocket"
    meaning: str = ""


def places(path: str, flag: str, minors: range | tuple[int, ...]) -> tuple[Place, ...]:
    """A field on every platform; `flag` is its flag ("": none)."""
    found = []
    for name, spelling in spellings():
        if spelling.key is None:
            continue
        set_by_itself = spelling.defaults or renderer(name).platform_defaults
        defaults = {minor: _at(set_by_itself(kubernetes(f"1.{minor}")), path) for minor in minors}
        found.append(Place(name, *spelling.key(path, flag), defaults))
    return tuple(found)


def spellings() -> Iterator[tuple[str, Spelling]]:
    """Each platform that spells the kubelet's settings in some way, and how."""
    for one in PLATFORMS:
        if one.spelling:
            yield one.name, cast("Spelling", hook(one.spelling))


def bottlerocket(path: str) -> str:
    """Bottlerocket's key for a field, or an empty string."""
    from numaconf.targets.bottlerocket import spelling

    return spelling.key_of(path)


def _at(config: Any, path: str) -> Any:
    """The value below a path; map keys may have dots in them."""
    if not path or config is None:
        return config
    if not isinstance(config, dict):
        return None
    if path in config:
        return config[path]
    first, _, rest = path.partition(".")
    return _at(config.get(first), rest) if rest else config.get(first)


COMPUTED = {
    "kubeReserved": "On EKS (al2, al2023, karpenter, bottlerocket, eksctl) cpu and memory come from a formula over the "
    "instance type: numaconf show FILE --machine TYPE says them. GKE and AKS compute them, too, and do not say how.",
    "systemReserved": "On Talos 50m, 384Mi (control plane 512Mi), unless given; on OpenShift 500m, 1Gi, and from 4.21 "
    "on workers size it by themselves.",
}
"""What platforms work out in place of a fixed default."""


def setting(word: str) -> Setting | None:
    """A platform's name for a setting: the key that holds the kubelet's settings, one of its own names, or a field or
    flag with what that platform puts in front of it.
    """
    if re.search(r"\s", word) and not word.startswith("kubelet-arg"):
        return None
    bare = plain(word.rstrip(".:"))
    found = _holder(word) or _own_names().get(bare.removeprefix("kubeletconfig."))
    if found:
        return found
    for prefix, who in _prefixes():
        if not plain(word).startswith(plain(prefix)):
            continue
        rest = _behind(word, prefix)
        route = spelled(tuple(rest.split(".")))
        path = ".".join(map(str, route)) if fields.find(route) else _flag_field(rest)
        if path:
            return Setting(word.strip().rstrip(":"), path, None, who)
    return None


def bottlerocket_setting(word: str) -> Setting | None:
    """A key of `settings.kubernetes`, with or without what is in front of it."""
    if not (word.startswith(("settings.", "kubernetes.")) or ("-" in word and not word.startswith("-"))):
        return None
    from numaconf.targets.bottlerocket import settings, spelling

    bare = plain(word.removeprefix("settings.").removeprefix("kubernetes."))
    for key in settings.KUBERNETES.fields:
        if plain(key) == bare:
            return Setting(f"settings.kubernetes.{key}", spelling.field_of(key), settings.since("kubernetes", key))
    return None


def holders() -> list[tuple[Holder, str]]:
    """Keys under which platforms keep the kubelet's settings, and which platforms these are."""
    return [(one, one.who or spelling.who) for _, spelling in spellings() for one in spelling.holders]


def _holder(word: str) -> Setting | None:
    """A key that holds settings: as it is written, else without its dashes."""
    bare = word.rstrip(".:")
    for form in (str.casefold, plain):
        for one, who in holders():
            if form(bare) in (form(one.key), form(one.also)) and word.startswith("--") <= one.key.startswith("--"):
                return Setting(one.key, "", None, who, one.meaning)
    return None


def _prefixes() -> list[tuple[str, str]]:
    """What is in front of a field or flag, the longest first, and on which platforms."""
    found: dict[str, list[str]] = {}
    for _, spelling in spellings():
        for prefix in spelling.prefixes:
            found.setdefault(prefix, []).append(spelling.who)
    return [(prefix, ", ".join(found[prefix])) for prefix in sorted(found, key=len, reverse=True)]


def _behind(word: str, prefix: str) -> str:
    """A word without what is in front, a value, and the signs of a list."""
    at = next(end for end in range(len(word) + 1) if plain(word[:end]) == plain(prefix))
    rest = re.sub(r"^[\s:=\[\]+\"'-]+", "", word[at:])
    return re.split(r"[=\s\"'\]]", rest)[0]


def _flag_field(name: str) -> str:
    return next((row.field for known, row in flag_table.FLAGS.items() if plain(known) == plain(name)), "")


def _own_names() -> dict[str, Setting]:
    """Names that platforms have for themselves, without letter case and dashes."""
    found: dict[str, Setting] = {}
    for _, spelling in spellings():
        for name, key, path in spelling.names:
            if plain(name) != plain(path):
                found.setdefault(plain(name), Setting(key, path, None, spelling.who))
    return found
