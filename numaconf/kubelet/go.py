"""How Go reads small values and prints them in messages; what the kubelet's texts are made of.

Source: Go's `strconv` (`Atoi`, `ParseBool`, `ParseFloat`, `Quote`), the same in every Go that kubelets 1.27 and later
were built with.
"""

from __future__ import annotations

import re
import struct

TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
"""Everything that `ParseBool` takes."""

_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}
_DECIMAL = r"[+-]?[0-9]+"
_DIGITS, _HEX = r"[0-9]+(?:_[0-9]+)*", r"_?[0-9a-f]+(?:_[0-9a-f]+)*"
_FLOAT = (
    rf"(?ai)[+-]?(?:(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:e[+-]?{_DIGITS})?"
    rf"|0x(?:{_HEX}\.?(?:{_HEX})?|\.{_HEX})p[+-]?{_DIGITS}"
    r"|inf|infinity)|nan"
)


class GoError(ValueError):
    """A value that Go refuses; the message is Go's (`strconv.Atoi: parsing "x": invalid syntax`)."""


def quote(text: str) -> str:
    """`text` as `%q` prints it."""
    if text.isalnum() and text.isascii():
        return f'"{text}"'
    return '"' + "".join(_ESCAPES.get(c) or (c if c == " " or c.isprintable() else _escape(ord(c))) for c in text) + '"'


def _escape(code: int) -> str:
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def strings(values: list[str] | tuple[str, ...]) -> str:
    """A list of strings as `%q` prints it: `["none" "best-effort"]`."""
    return "[" + " ".join(map(quote, values)) + "]"


def mapping(values: dict[str, str]) -> str:
    """A map of strings as `%v` prints it, keys sorted: `map[align-by-socket:true]`."""
    return "map[" + " ".join(f"{key}:{value}" for key, value in sorted(values.items())) + "]"


def atoi(text: str) -> int:
    """A decimal integer: sign and ASCII digits, nothing else (`+8` passes; ` 8`, `8.0`, `0x8`, `1_0` do not)."""
    if not re.fullmatch(_DECIMAL, text):
        raise GoError(f"strconv.Atoi: parsing {quote(text)}: invalid syntax")
    # Python refuses to read more than 4300 digits; leading zeros aside, 20 are too many already.
    number = int(text) if len(text) < 4000 else 2**64
    if not -(2**63) <= number < 2**63:
        raise GoError(f"strconv.Atoi: parsing {quote(text)}: value out of range")
    return number


_INTEGER = r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|[1-9](?:_?[0-9])*|0"
_BASES = {"x": 16, "b": 2, "o": 8}


def parse_int(text: str, bits: int) -> int:
    """An integer as `ParseInt(text, 0, bits)` reads it: `-5`, `0x10`, `0110`, `1_000`."""
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text[1:] if text[:1] == "+" else text)
    if not re.fullmatch(_INTEGER, digits):
        raise GoError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    bare = digits.replace("_", "")
    base = _BASES.get(bare[1:2].lower(), 8) if bare[0] == "0" and len(bare) > 1 else 10
    number = sign * int(bare, base) if len(bare) < 4000 else sign << bits
    if not -(1 << bits - 1) <= number < 1 << bits - 1:
        raise GoError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    return number


def parse_uint(text: str, bits: int) -> int:
    """A decimal integer as `ParseUint(text, 10, bits)` reads it: digits only."""
    if not re.fullmatch("[0-9]+", text, re.ASCII):
        raise GoError(f"strconv.ParseUint: parsing {quote(text)}: invalid syntax")
    number = int(text) if len(text) < 4000 else 1 << bits
    if number >= 1 << bits:
        raise GoError(f"strconv.ParseUint: parsing {quote(text)}: value out of range")
    return number


def parse_bool(text: str) -> bool:
    """One of `1 t T TRUE true True 0 f F FALSE false False`."""
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise GoError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")


def float32(value: float) -> float:
    """`value` rounded to a float32."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def parse_float32(text: str) -> float:
    """A number as `ParseFloat(text, 32)` reads it."""
    if not (text.isascii() and text.isdecimal()) and not re.fullmatch(_FLOAT, text):
        raise GoError(f"strconv.ParseFloat: parsing {quote(text)}: invalid syntax")
    lower = text.lower().replace("_", "")
    value = float32(float.fromhex(lower) if "x" in lower else float(lower))
    if value in (float("inf"), float("-inf")) and "i" not in lower:
        raise GoError(f"strconv.ParseFloat: parsing {quote(text)}: value out of range")
    return value
