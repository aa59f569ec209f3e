"""How Go writes things in its error messages."""

from __future__ import annotations

import json
import re

_SHORT = {"\\u0007": "\\a", "\\u000b": "\\v"}


def quoted(text: str) -> str:
    """A string as `%q` writes it."""
    written = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
    return re.sub(r"\\u00[01][0-9a-f]", lambda match: _SHORT.get(match[0], f"\\x{match[0][4:]}"), written)


def character(text: str) -> str:
    """A character as `encoding/json` quotes it: 'x'."""
    if text == "'":
        return r"'\''"
    return "'\"'" if text == '"' else f"'{quoted(text)[1:-1]}'"
