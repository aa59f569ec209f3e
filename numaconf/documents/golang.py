"""How Go writes things in its error messages, and reads bytes."""

from __future__ import annotations

import binascii
import re

_NO_UTF8 = re.compile("[\udc80-\udcff]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_SHORT = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}


def quoted(text: str, quote: str = '"') -> str:
    """A string as `%q` writes it (with other quotes, a character). Bytes that are not UTF-8 are surrogate escapes."""
    if text.isprintable() and quote not in text and "\\" not in text:
        return f"{quote}{text}{quote}"
    return quote + "".join(_escaped(character, quote) for character in text) + quote


def _escaped(character: str, quote: str) -> str:
    if character == quote:
        return f"\\{quote}"
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if character.isprintable():
        return character
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def character(text: str) -> str:
    """A character as `encoding/json` quotes it: 'x'."""
    return quoted(text, "'")


def text(data: bytes) -> str:
    """UTF-8 as a Go string is read: every invalid byte becomes one replacement character."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _NO_UTF8.sub("\ufffd", data.decode("utf-8", "surrogateescape"))


def base64(data: bytes) -> bytes | None:
    """What `encoding/base64` decodes (`StdEncoding`): line ends are skipped, the padding must be right. None for what
    it refuses; Python's decoder takes too much padding, in a way that depends on its version.
    """
    bare = data.replace(b"\r", b"").replace(b"\n", b"")
    return binascii.a2b_base64(bare) if len(bare) % 4 == 0 and _BASE64.fullmatch(bare) else None
