"""Kubernetes quantities, exactly as the kubelet reads, adds and prints them.

Source: `k8s.io/apimachinery/pkg/api/resource` (`quantity.go`, `amount.go`, `suffix.go`), unchanged since Kubernetes
1.27. A quantity there is either a 64-bit mantissa with a decimal exponent or an arbitrary decimal; which of the two
decides whether the memory manager takes it (`AsInt64`), so it is modelled here as `is_int64`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

NANO = 1_000_000_000
"""Quantities have at most nine decimal places: `nano` below is the value times this."""

_MAX_INT64 = 2**63 - 1
_FAR = 400
"""Decimal exponents beyond this are not expanded: such amounts are larger than anything they are compared with."""

_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY_SUFFIX = {exponent // 10: suffix for suffix, exponent in _BINARY.items()} | {0: ""}

_GRAMMAR = r"([+-]?)([0-9]*)(\.[0-9]*)?((?:(?:[eEinumkKMGTP]+[-+]?|[-+])[0-9]*)?)"
# What nearly all are, and their suffixes: 10**-9 times this, format, whether the memory manager takes it.
_USUAL = re.compile(r"([1-9][0-9]{0,4})(m|Ki|Mi|Gi)", re.ASCII)
_USUAL_UNITS = {
    "m": (NANO // 1000, "DecimalSI", False),
    "Ki": (NANO << 10, "BinarySI", True),
    "Mi": (NANO << 20, "BinarySI", True),
    "Gi": (NANO << 30, "BinarySI", True),
}
_MOST_DIGITS = 400
_EXPONENT = r"[eE]([-+]?[0-9]+)"

_BLANKS = " \x85\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go's TrimSpace trims, without what JSON text holds as an escape (tab, line ends)."""

ERR_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
ERR_NUMERIC = "unable to parse numeric part of quantity"
ERR_SUFFIX = "unable to parse quantity's suffix"


class QuantityError(ValueError):
    """The text is not a quantity; the message is the kubelet's (`resource.ParseQuantity`)."""


class Quantity:
    """An exact amount (bytes, CPUs, …).

    `nano`: the amount times 10⁹, a whole number. `format`: `DecimalSI`, `BinarySI` or `DecimalExponent`, which decides
    how it prints. `is_int64`: Go's `AsInt64` succeeds, what the memory manager asks of every `reservedMemory` value.
    """

    __slots__ = ("_text", "format", "is_int64", "nano")

    def __init__(self, nano: int, format: str = "DecimalSI", is_int64: bool = True, text: str = "") -> None:  # noqa: A002  Go's name
        self.nano, self.format, self.is_int64, self._text = nano, format, is_int64, text

    @property
    def value(self) -> Fraction:
        """The exact value."""
        from fractions import Fraction

        return Fraction(self.nano, NANO)

    @property
    def bytes(self) -> int:
        """The value rounded away from zero to a whole number, as Go's `Value()`."""
        return _away(self.nano, NANO)

    @property
    def milli(self) -> int:
        """Thousandths, rounded away from zero, as Go's `MilliValue()`: milli-CPU for a CPU amount."""
        return _away(self.nano, NANO // 1000)

    def __add__(self, other: Quantity) -> Quantity:
        """The sum; its format is that of the first amount that is not zero, as Go's `Add`."""
        nano = self.nano + other.nano
        return Quantity(nano, self.format if self.nano else other.format, is_int64=nano % NANO == 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self.nano == other.nano

    def __hash__(self) -> int:
        return hash(self.nano)

    def __str__(self) -> str:
        """As Go's `String()`: the text it was parsed from where that is nearly canonical, else the canonical form."""
        return self._text or canonical(self.nano, self.format)

    def __repr__(self) -> str:
        return f"Quantity({self!s}, {self.format}, is_int64={self.is_int64})"


ZERO = Quantity(0)


@lru_cache(maxsize=4096)
def parse(text: str) -> Quantity:
    """Read a quantity as `resource.ParseQuantity` does: no blanks are trimmed, more than the documented grammar passes
    (`Gi`, `-` and `.` are zero, `1e4294967296` is 1). Raises QuantityError with the kubelet's text.
    """
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        digits, suffix = usual.groups()
        unit, form, is_int64 = _USUAL_UNITS[suffix]
        number = int(digits)
        is_canonical = number & 7 if is_int64 else number % 1000
        return Quantity(number * unit, form, is_int64, text if is_canonical else "")
    return _parse(text)


def _parse(text: str) -> Quantity:
    """Any quantity."""
    if not text:
        raise QuantityError(ERR_FORMAT)
    match = re.fullmatch(_GRAMMAR, text)
    if match is None:
        raise QuantityError(ERR_FORMAT)
    sign, whole, fraction, suffix = match.groups()
    if len(text) > _MOST_DIGITS:
        whole, fraction = _shortened(whole, fraction)
    if text == "0":
        return Quantity(0, text=text)
    digits, places = whole.lstrip("0"), (fraction or "")[1:]
    if not digits and fraction is None and not suffix:
        return Quantity(0)  # "", "+", "00": the scanner stops after the leading zeros
    digits = digits or "0"
    kind, exponent = _suffix(suffix)
    negative = -1 if sign == "-" else 1
    precision = _precision(kind, exponent, len(digits), len(places))
    if precision >= 0:
        scale = (0 if kind == "BinarySI" else exponent) - len(places)
        shifted = digits + places
        written = int(shifted)
        mantissa = written << exponent if kind == "BinarySI" else written
        if scale >= -9 and mantissa <= _MAX_INT64:
            canonical_text = (
                written & 7 != 0
                if kind == "BinarySI"
                else scale % 3 == 0 and not shifted.endswith("000") and shifted[0] != "0"
            )
            return Quantity(
                negative * mantissa * 10 ** (9 + min(scale, _FAR)),
                kind,
                is_int64=scale == 0 or (scale > 0 and (mantissa == 0 or mantissa * 10 ** min(scale, 19) <= _MAX_INT64)),
                text=text if canonical_text else "",
            )
    if not whole and not places:
        raise QuantityError(ERR_NUMERIC)  # "Ei": only the 64-bit path takes no digit for zero
    return _decimal(negative, digits, places, kind, exponent)


def _shortened(whole: str, fraction: str | None) -> tuple[str, str | None]:
    """An amount of very many digits, which Python reads in quadratic time if at all, as one that nothing can tell from
    it: more than any machine has, or with something after the last place that counts.
    """
    whole = whole.lstrip("0") or whole[:1]
    if len(whole) > _MOST_DIGITS:
        whole = "9" * _MOST_DIGITS
    if fraction and len(fraction) > _MOST_DIGITS:
        fraction = fraction[:_MOST_DIGITS] + ("1" if fraction[_MOST_DIGITS:].strip("0") else "")
    return whole, fraction


def _decimal(negative: int, digits: str, places: str, kind: str, exponent: int) -> Quantity:
    """The path of amounts that do not fit Go's 64-bit form: rounded up to nano, capped with a binary suffix."""
    unscaled = int(digits + places)
    power = 9 - len(places)
    if kind == "BinarySI":
        unscaled <<= exponent
    else:
        power += max(-_FAR - len(digits), min(exponent, _FAR))
    nano = unscaled * 10**power if power >= 0 else -(-unscaled // 10**-power)
    if kind == "BinarySI":
        nano = min(nano, _MAX_INT64 * NANO)
        if 0 < nano < NANO:
            kind = "DecimalSI"
    return Quantity(negative * nano, kind, is_int64=False)


def _suffix(suffix: str) -> tuple[str, int]:
    """Format and exponent (of two for BinarySI, else of ten) of a suffix."""
    if suffix in _DECIMAL:
        return "DecimalSI", _DECIMAL[suffix]
    if suffix in _BINARY:
        return "BinarySI", _BINARY[suffix]
    match = re.fullmatch(_EXPONENT, suffix)
    digits = match[1].lstrip("+-0") if match else ""
    if match is None or len(digits) > 19:
        raise QuantityError(ERR_SUFFIX)
    exponent = int(digits or "0") * (-1 if match[1].startswith("-") else 1)
    if not -(2**63) <= exponent < 2**63:
        raise QuantityError(ERR_SUFFIX)
    return "DecimalExponent", (exponent + 2**31) % 2**32 - 2**31  # Go converts to int32, which wraps


def _precision(kind: str, exponent: int, digits: int, places: int) -> int:
    """What decides between the 64-bit form (not negative) and the arbitrary decimal."""
    if kind != "BinarySI":
        return 18 - digits - places
    return -1 if places else 15 - digits - exponent * 3 // 10 - 1


def canonical(nano: int, kind: str) -> str:
    """The canonical text of an amount (`Quantity.CanonicalizeBytes`)."""
    if nano == 0:
        return "0"
    if kind == "BinarySI" and (-1024 * NANO < nano < 1024 * NANO or nano % NANO):
        kind = "DecimalSI"
    if kind == "BinarySI":
        amount, power = nano // NANO, 0
        while amount % 1024 == 0:
            amount, power = amount // 1024, power + 1
        return f"{amount}{_BINARY_SUFFIX.get(power, '')}"
    exponent = -9
    while nano % 1000 == 0:
        nano, exponent = nano // 1000, exponent + 3
    if kind == "DecimalExponent":
        return f"{nano}e{exponent}" if exponent else str(nano)
    return f"{nano}{_DECIMAL_SUFFIX.get(exponent, '')}"


def binary(amount: int) -> str:
    """The shortest exact binary form of a whole number of bytes: `3172Mi`, `104857601`."""
    return canonical(amount * NANO, "BinarySI")


def alike(*amounts: int) -> list[str]:
    """Whole numbers of bytes in one unit, the largest that shows all of them exactly: `3072Mi` beside `3172Mi`."""
    power = min((_power(amount) for amount in amounts if amount), default=0)
    return [f"{amount >> 10 * power}{_BINARY_SUFFIX[power] if amount else ''}" for amount in amounts]


def _power(amount: int) -> int:
    power = 0
    while power < 6 and amount % 1024 ** (power + 1) == 0:
        power += 1
    return power


def from_json(value: object) -> Quantity:
    """Read the value of a `resource.Quantity` field (`reservedMemory[].limits`): a string, whose blanks are trimmed
    there, a number or null (zero). Raises QuantityError.
    """
    if value is None:
        return ZERO
    if isinstance(value, str):
        # TrimSpace works on the JSON text, where tabs and line ends are escapes and so stay.
        return parse(value.strip(_BLANKS))
    if isinstance(value, float):
        return parse(go_float(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return parse(str(value))
    raise QuantityError(ERR_FORMAT)


def go_float(value: float) -> str:
    """A float64 as Go's `encoding/json` writes it: exponent form below 1e-6 and from 1e21."""
    digits = repr(abs(value))
    mantissa, _, exponent = digits.partition("e")
    power = int(exponent or 0)
    whole, _, rest = mantissa.partition(".")
    rest = "" if rest == "0" else rest
    number = (whole + rest).lstrip("0") or "0"
    power -= len(rest)
    magnitude = power + len(number) - 1
    sign = "-" if repr(value).startswith("-") else ""
    if number == "0":
        return sign + "0"
    if -7 < magnitude < 21:
        if power >= 0:
            return sign + number + "0" * power
        if magnitude >= 0:
            return f"{sign}{number[:power]}.{number[power:]}"
        return f"{sign}0.{'0' * (-magnitude - 1)}{number}"
    number = number.rstrip("0")
    return f"{sign}{number[0]}{'.' + number[1:] if number[1:] else ''}e{'+' if magnitude > 0 else '-'}{abs(magnitude)}"


def _away(amount: int, unit: int) -> int:
    """`amount` in whole units, rounded away from zero."""
    return -(-amount // unit) if amount >= 0 else amount // unit
