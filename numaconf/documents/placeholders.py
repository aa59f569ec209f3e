"""`${NAME}` where nothing in the document gives it a value: envsubst, Terraform or a controller fills it in later.

A file with some is not a template: the rest of it is what will be read.
Only the value that the placeholder is part of is unknown.
"""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.]*)\}")


def in_value(text: str) -> bool:
    """Whether a value as a platform gets it holds one."""
    return "${" in text and _PLACEHOLDER.search(text) is not None


def assigned(text: str) -> frozenset[str]:
    """The names that a document itself assigns."""
    return frozenset(re.findall(r"(?:\A|[\s;&(\"'])([A-Za-z_][A-Za-z0-9_.]*)=", text))


def first(part: str, known: frozenset[str]) -> str:
    """The first one in a part of a document that is not among the names that the document assigns, or nothing."""
    for match in _PLACEHOLDER.finditer(part):
        if match[1] not in known:
            return match[0]
    return ""
