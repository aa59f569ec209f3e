"""Whole numbers from texts of any length: Python refuses to read one of more than 4,300 digits."""

from __future__ import annotations

MOST = 10**40
"""Nothing that is counted comes near; it does not fit 64 bits either, so whoever checks that still says so."""


def whole(text: str) -> int:
    """The number that decimal digits, with a sign or without, are; MOST in place of a larger one. Raises ValueError."""
    if len(text) < 40:
        return int(text)
    digits = text.lstrip("+-")
    if len(text) - len(digits) > 1 or not digits.isdecimal():
        raise ValueError(f"{text[:40]}… is not a whole number")
    digits = digits.lstrip("0") or "0"
    number = int(digits) if len(digits) < 40 else MOST
    return -number if text.startswith("-") else number
