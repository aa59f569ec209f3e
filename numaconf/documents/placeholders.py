"""`${NAME}` where nothing in the document gives it a value: envsubst, Terraform or a controller fills it in later.

A file with some is not a template: the rest of it is what will be read.
Only the value that the placeholder is part of is unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.]*(?:::[A-Za-z0-9]+)*)\}")
_OPEN = re.compile("\u2039([A-Za-z_][A-Za-z0-9_.]*)\u203a")
"""A word in marks that no configuration has."""


def in_value(text: str) -> bool:
    """Whether a value as a platform gets it holds one."""
    return "${" in text and _PLACEHOLDER.search(text) is not None


def assigned(text: str) -> frozenset[str]:
    """The names that a document itself assigns."""
    return frozenset(re.findall(r"(?:\A|[\s;&(\"'])([A-Za-z_][A-Za-z0-9_.]*)=", text))


def standing_for(expression: str) -> str:
    """The word that is in a text for an expression of a shell's or of Terraform's: nothing takes it apart."""
    name = re.match(r"\$\{?[ \t]*([A-Za-z_][A-Za-z0-9_.]*)", expression)
    return f"\u2039{name[1] if name else 'command'}\u203a"


def filled(whole: str, unknown: Sequence[tuple[int, int]]) -> str:
    """A text with a word for each unknown part; in JSON and TOML, one that is a value by itself is a string."""
    text, at = "", 0
    wants_quotes = re.match(r"(?:[^\S\n]*(?:#[^\n]*)?\n){0,1000}\s*[{\[]", whole) is not None
    for start, end in unknown:
        text += whole[at:start]
        name = standing_for(whole[start:end])
        inside = text[text.rfind("\n") + 1 :].count('"') % 2 == 1
        text += f'"{name}"' if wants_quotes and not inside else name
        at = end
    return text + whole[at:]


def left_in(value: Any) -> str:
    """The first expression for which such a word is in a value, or nothing."""
    if isinstance(value, str):
        found = _OPEN.search(value)
        return f"${{{found[1]}}}" if found else ""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next(filter(None, map(left_in, inner)), "")


def first(part: str, known: frozenset[str]) -> str:
    """The first one in a part of a document that is not among the names that the document assigns, or nothing."""
    for match in _PLACEHOLDER.finditer(part):
        if match[1] not in known:
            return match[0]
    return ""
