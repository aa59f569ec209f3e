"""The escapes between `$'` and `'`."""

from __future__ import annotations

import re

ESCAPE = re.compile(
    r"\\(?:([abeEfnrtv\\'\"?])|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.))",
    re.DOTALL,
)
_NAMED = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))


def value(escape: re.Match[str]) -> str:
    """What an escape stands for."""
    named, *codes, octal, control = escape.groups()
    if named:
        return _NAMED[named]
    if control:
        return "\x7f" if control == "?" else chr(ord(control) & 0x1F)
    digits = next((code for code in codes if code), None)
    number = int(digits, 16) if digits else int(octal, 8) & 0xFF
    return chr(number) if number < 0x110000 else "\ufffd"
