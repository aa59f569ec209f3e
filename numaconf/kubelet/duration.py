"""Durations as Go reads and prints them, in nanoseconds.

Source: Go's `time.ParseDuration` and `Duration.String`, which `metav1.Duration` fields go through (Kubernetes 1.27 and
later).
"""

from __future__ import annotations

import re
from functools import lru_cache

UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # the micro sign
    "μs": 1_000,  # the Greek letter
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
SECOND = UNITS["s"]
_LIMIT = 1 << 63
_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")


class DurationError(ValueError):
    """The text is not a duration; the message is Go's (`time: missing unit in duration "5"`)."""


@lru_cache(1024)
def parse(text: str) -> int:
    """Nanoseconds of a duration such as `1h30m`, `300ms`, `-1.5s` or `0`. Raises DurationError."""
    sign, rest = (-1, text[1:]) if text[:1] == "-" else (1, text[1:] if text[:1] == "+" else text)
    if rest == "0":
        return 0
    if not rest:
        raise DurationError(f"time: invalid duration {_quote(text)}")
    total, position = 0, 0
    while position < len(rest):
        match = _PART.match(rest, position)
        assert match is not None  # every group may be empty
        whole, places, unit = match.groups()
        if not whole and not places:
            raise DurationError(f"time: invalid duration {_quote(text)}")
        # Python refuses to read very long numbers; twenty digits are too many for Go already.
        number = int(whole.lstrip("0") or "0") if len(whole.lstrip("0")) < 20 else _LIMIT + 1
        if number > _LIMIT:
            raise DurationError(f"time: invalid duration {_quote(text)}")
        if not unit:
            raise DurationError(f"time: missing unit in duration {_quote(text)}")
        if unit not in UNITS:
            raise DurationError(f"time: unknown unit {_quote(unit)} in duration {_quote(text)}")
        total += number * UNITS[unit] + _fraction(places or "", UNITS[unit])
        if total > _LIMIT:
            raise DurationError(f"time: invalid duration {_quote(text)}")
        position = match.end()
    if total == _LIMIT and sign > 0:
        raise DurationError(f"time: invalid duration {_quote(text)}")
    return sign * total


def _fraction(places: str, unit: int) -> int:
    """`0.places` of a unit: Go reads digits while they fit 63 bits and multiplies as a float."""
    number, scale = 0, 1.0
    for digit in places:
        following = number * 10 + int(digit)
        if number > (_LIMIT - 1) // 10 or following > _LIMIT:
            break
        number, scale = following, scale * 10
    return int(number * (unit / scale)) if number else 0


def text(nanoseconds: int) -> str:
    """A duration as Go prints it: `1m0s`, `300ms`, `1h0m0s`, `0s`."""
    amount = abs(nanoseconds)
    sign = "-" if nanoseconds < 0 else ""
    if amount == 0:
        return "0s"
    if amount < SECOND:
        unit = "ns" if amount < 1_000 else "µs" if amount < 1_000_000 else "ms"
        return f"{sign}{_decimal(amount, UNITS[unit])}{unit}"
    hours, rest = divmod(amount, UNITS["h"])
    minutes, rest = divmod(rest, UNITS["m"])
    head = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{sign}{head}{_decimal(rest, SECOND)}s"


def _decimal(amount: int, unit: int) -> str:
    whole, rest = divmod(amount, unit)
    places = len(str(unit)) - 1
    return f"{whole}.{rest:0{places}d}".rstrip("0") if rest else str(whole)


def _quote(value: str) -> str:
    """Quotes as the `time` package does: bytes that are not printable ASCII as backslash, x, two digits."""
    parts = []
    for char in value:
        if char in '"\\':
            parts.append("\\" + char)
        elif " " <= char < "\x7f" or char == "\x7f":
            parts.append(char)
        else:
            parts += [f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogatepass")]
    return '"' + "".join(parts) + '"'
