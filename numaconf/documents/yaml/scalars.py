"""What go-yaml v2 makes of a scalar, and how sigs.k8s.io/yaml turns it into JSON.

Source: go.yaml.in/yaml/v2 2.4.2 `resolve.go`, sigs.k8s.io/yaml 1.6.0 `yaml.go` (Kubernetes 1.34; the rules are the same
in 1.27 and later). YAML 1.1 without base 60: `y`, `off` are booleans, `0o17`, `0b11`, `1_000` integers, `1e3` a number,
`1:30`, `2001-01-01` strings.
"""

from __future__ import annotations

import re
import struct
from math import inf, isfinite, nan

Scalar = str | int | float | bool | None

TAG = "tag:yaml.org,2002:"

NAMED: dict[str, Scalar] = {
    **dict.fromkeys("y Y yes Yes YES true True TRUE on On ON".split(), True),
    **dict.fromkeys("n N no No NO false False FALSE off Off OFF".split(), False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], nan),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], inf),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], -inf),
}
"""Words that are not strings."""
# A scalar that starts with anything else is a string: go-yaml looks at the first byte before all.
_FIRST = frozenset("+-0123456789yYnNtTfFoO~.")
# And one that ends with anything else is not a number.
_LAST = frozenset("0123456789abcdefABCDEF._")
_NUMBER_FIRST = frozenset("+-0123456789")

# strconv.ParseInt with base 0, and go-yaml's own second look at `0b`, which lets a sign through.
_INTEGER = r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)\Z|0b[-+][01]+\Z"
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"
# strconv.ParseFloat alone judges what starts with a dot; it takes underscores between digits.
_MOST_DIGITS = 80
"""More than 64 binary digits with all that may come before them."""
_DOT_FLOAT = r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?\Z"
_BASES = {"x": 16, "b": 2, "o": 8}


class BadScalar(Exception):
    """A scalar that go-yaml or the conversion to JSON refuses; the message is theirs."""


def resolve(text: str) -> Scalar:
    """The value of a plain scalar without a tag, as go-yaml has it (1.0 is still a float)."""
    if text and text[0] not in _FIRST:
        return text
    if text in NAMED:
        return NAMED[text]
    if text[-1] not in _LAST:
        return text
    if text[0] in _NUMBER_FIRST:
        if text.count(".") > 1:  # an address
            return text
        digits = text.replace("_", "")
        integer = _integer(digits)
        if integer is not None:
            return integer
        match = re.match(_FLOAT, digits)
    else:
        digits = text
        match = re.match(_DOT_FLOAT, text)
    if match:
        number = float(digits)
        if isfinite(number):
            return number
    return text


def _integer(digits: str) -> int | None:
    """An integer of 64 bits: signed, or without a sign also unsigned."""
    # What most are.
    if len(digits) < 19 and (digits[0] != "0" or digits == "0") and digits.isascii() and digits.isdecimal():
        return int(digits)
    if not re.match(_INTEGER, digits):
        return None
    if len(digits) > _MOST_DIGITS:
        bare = digits.lstrip("+-")
        head = bare[: 2 if bare[1] in "xXbBoO" else 1] if bare[0] == "0" else ""
        shorter = digits[: len(digits) - len(bare)] + head + (bare[len(head) :].lstrip("0") or "0")
        return None if len(shorter) > _MOST_DIGITS else _integer(shorter)
    if digits[1:2] == "b" and digits[2] in "-+":
        return int(digits.removeprefix("0b"), 2)
    bare = digits.lstrip("+-")
    base = _BASES.get(bare[1:2].lower(), 8) if bare[0] == "0" and len(bare) > 1 else 10
    number = -int(bare, base) if digits[0] == "-" else int(bare, base)
    lowest, highest = -(1 << 63), (1 << 63 if digits[0] in "+-" else 1 << 64) - 1
    return number if lowest <= number <= highest else None


def jsonable(value: Scalar) -> Scalar:
    """A value after Go's JSON writer: 110.0 becomes 110, as `encoding/json` writes it. Infinities stay floats."""
    if type(value) is float and value.is_integer() and abs(value) < 1e21:
        # Go writes the shortest digits that read back as this float, and zeros after them.
        digits, _, exponent = f"{value!r}".partition("e+")
        return int(digits) * 10 ** int(exponent) if exponent and "." not in digits else _shortest(value)
    return value


def infinity(value: float) -> str:
    """What Go calls a float that JSON cannot have, or nothing."""
    return {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}.get(str(value), "")


def _shortest(value: float) -> int:
    from decimal import Decimal

    return int(Decimal(repr(value)))


def plain(text: str) -> Scalar:
    """The JSON value of a plain scalar without a tag: `0o17` is 15."""
    value = resolve(text)
    return jsonable(value) if type(value) is float else value


class _Plain(dict[str, Scalar]):
    """Finds out the values that it does not hold. The same words come again and again, in every file."""

    def __missing__(self, text: str) -> Scalar:
        value = plain(text)
        if len(text) < 100:
            if len(self) == 8192:
                self.clear()
            self[text] = value
        return value


PLAIN = _Plain()
"""The same by the text, remembered: `PLAIN["0o17"]` is 15."""


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit tag. Raises BadScalar. Tags that go-yaml does not know are ignored."""
    kind = tag[len(TAG) :] if tag.startswith(TAG) else ""
    if kind == "binary":
        return _binary(text)
    if kind not in {"bool", "int", "float", "null", "timestamp"}:
        return text
    value = resolve(text)
    found = _kind(value)
    if kind == "timestamp" and _is_timestamp(text):
        return text
    if kind == "float" and type(value) is int and value < 1 << 63:
        return float(value)
    if found != kind:
        raise BadScalar(f"cannot decode !!{found} `{text}` as a !!{kind}")
    return value


def _kind(value: Scalar) -> str:
    names = {type(None): "null", bool: "bool", int: "int", float: "float"}
    return names.get(type(value), "str")


def _binary(text: str) -> str:
    from numaconf.documents import golang

    data = golang.base64(text.encode("utf-8", "surrogatepass"))
    if data is None:
        raise BadScalar("!!binary value contains invalid base64 data")
    return golang.text(data)


_TIMESTAMP = (
    r"(?a)(\d{4}-\d\d?-\d\d?)"
    r"(?:[Tt](\d\d?:\d\d?:\d\d?)(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)| (\d\d?:\d\d?:\d\d?)(?:[.,]\d+)?)?\Z"
)


def _is_timestamp(text: str) -> bool:
    """Whether Go's time.Parse takes it in one of go-yaml's four layouts (asked only for an explicit !!timestamp)."""
    match = re.match(_TIMESTAMP, text)
    if match is None:
        return False
    from datetime import datetime

    year, month, day = map(int, match[1].split("-"))
    try:
        # The year 0 is one to Go and a leap year, and none to Python.
        hour, minute, second = map(int, (match[2] or match[3] or "0:0:0").split(":"))
        datetime(year or 2000, month, day, hour, minute, second)
    except ValueError:
        return False
    return True


def key(value: Scalar) -> str:
    """The JSON key of a mapping key. Raises BadScalar for what cannot be one."""
    if type(value) is str:
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is int:
        if value < 1 << 63:
            return str(value)
        raise BadScalar("unsupported map key of type: uint64")
    if type(value) is float:
        return _float_key(value)
    raise BadScalar("unsupported map key of type: %!s(<nil>)")


def _float_key(value: float) -> str:
    """Go's strconv.FormatFloat(value, 'g', -1, 32), the infinities as YAML has them."""
    try:
        packed = struct.pack("f", value)
    except OverflowError:
        packed = struct.pack("f", inf if value > 0 else -inf)
    value = struct.unpack("f", packed)[0]
    if infinity(value):
        return {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}[infinity(value)]
    return shortest(next(text for n in range(9) if struct.pack("f", float(text := f"{value:.{n}e}")) == packed))


def shortest(scientific: str) -> str:
    """A float in Go's format `g`: with an exponent below -4 and from 6 on. It is given as `1.5e+00`."""
    mantissa, _, exponent = scientific.partition("e")
    if not -4 <= int(exponent) < 6:
        return f"{mantissa}e{exponent}"
    digits = len(mantissa.lstrip("-").replace(".", ""))
    return f"{float(scientific):.{max(0, digits - 1 - int(exponent))}f}"
