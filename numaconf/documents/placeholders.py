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


def first(part: str, whole: str) -> str:
    """The first one in a part of a document that the document itself does not assign, or nothing."""
    for match in _PLACEHOLDER.finditer(part):
        if not re.search(rf"(?:^|[\s;&(\"']){re.escape(match[1])}=", whole):
            return match[0]
    return ""
