"""Edits that rules propose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.source import value_at
from numaconf.findings import Change, Fix

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig, Origin

    Applicability = Literal["safe", "unsafe"]


def shown(text: str) -> str:
    """A value in a message; in quotes where blanks around it would not be seen."""
    return (text if text == text.strip() else repr(text)) or "(empty)"


def one_option(value: object, otherwise: str) -> str:
    """What to write as the value of a policy option; of several in one flag only the first name is taken for one."""
    if not isinstance(value, str) or "=" not in value or not {",", ";"} & set(value):
        return otherwise
    return "one option per flag, and repeat the flag"


def in_profile(origin: Origin) -> bool:
    """Whether a value is in a NumaProfile, where `auto` may be written."""
    value = origin.source.document.value if origin.source else None
    return isinstance(value, dict) and value.get("kind") == "NumaProfile"


def form(origin: Origin) -> Literal["yaml", "json", "toml", "words"]:
    """How text looks where a value is; YAML where it is nowhere."""
    kind = type(origin.source.document).__name__ if origin.source else ""
    if "Json" in kind:
        return "json"
    if "Toml" in kind:
        return "toml"
    return "words" if origin.kind == "document" and all(isinstance(step, int) for step in origin.route) else "yaml"


def replace(origin: Origin, text: str, applicability: Applicability = "unsafe") -> Fix | None:
    """Put `text`, a string value, in the place of what the origin names; None for what is not in the document.

    It is written in double quotes, which YAML, JSON and TOML read alike. Of an argument (`--name=value`, also in a list
    of them) the value alone is changed.
    """
    if origin.kind != "document" or origin.source is None:
        return None
    held = value_at(origin.source.document.value, origin.route)
    if isinstance(held, str) and _ARGUMENT.match(held):
        if "," in held or len(held.split()) > 1:  # several values, or flags
            return None
        text = f"{held.rpartition('=')[0]}={text}"
    return Fix(applicability, (Change(origin.source, origin.route, f'"{text}"'),))


_ARGUMENT = re.compile(r"(?:--?)?[A-Za-z][\w.-]*=")


def remove(origin: Origin, applicability: Applicability = "unsafe") -> Fix | None:
    """Take out the whole entry that the origin names; None for what is not in the document."""
    if origin.kind != "document" or origin.source is None:
        return None
    return Fix(applicability, (Change(origin.source, origin.route, None),))


def beside(origin: Origin, fields: Iterable[str], text: str) -> Fix | None:
    """Add `fields`, each with the string value `text`, to the map in which the origin's field is."""
    if origin.kind != "document" or origin.source is None or not (origin.route and isinstance(origin.route[-1], str)):
        return None
    holder = origin.route[:-1]
    changes = (Change(origin.source, (*holder, field), f'"{text}"', insert=True) for field in fields)
    return Fix("unsafe", tuple(changes))


def rename(
    node: EffectiveConfig, route: Route, meant: str | None, applicability: Applicability | None = None
) -> Fix | None:
    """Write another key; safe if only letter case changes. None without one, or where the map has it already."""
    origin, old = node.origin(*route), str(route[-1])
    beside = node.get(*route[:-1])
    if meant is None or origin.kind != "document" or origin.source is None or meant in (beside or ()):
        return None
    found: Applicability = "safe" if meant.casefold() == old.casefold() else "unsafe"
    return Fix(applicability or found, (Change(origin.source, origin.route, f'"{meant}"', key=True),))


def near(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that was probably meant: the same in another case, or a close one."""
    from numaconf.suggest import nearest

    return nearest(word, known) or None
