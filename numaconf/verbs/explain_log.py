"""Explanations of log lines: each thing that a log says once, with where and how often."""

from __future__ import annotations

import re
from typing import NamedTuple

from numaconf.kubelet import quantity
from numaconf.rules import log_lines

_TIME = re.compile(
    r"^(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:\d\d:\d\d)"
)
"""How the lines of journalctl, of container logs and of the kubelet begin."""

LONGEST = 160
"""Characters of a line that are quoted."""


class Said(NamedTuple):
    """One thing that a log says: what it means, what its numbers show, and the code of the rule that knows it ("" where
    none does); the line (from 1) that says it first, its text from there on, the times of the first and the last (""
    where lines have none), how many lines say it, and whether the text was cut off.
    """

    meaning: str
    numbers: str
    code: str
    line: int
    quote: str
    first: str
    last: str
    times: int
    cut: bool


def said(text: str) -> tuple[Said, ...]:
    """What the known texts in a piece of a log mean, in the order in which they come first."""
    plain = log_lines.unescaped(text)
    told: dict[tuple[str, str], Said] = {}
    line, at = 1, 0
    for match in log_lines.find(text):
        line += plain.count("\n", at, match.start)
        at = match.start
        begin = plain.rfind("\n", max(0, at - 4000), at) + 1
        time = _TIME.match(plain[begin : begin + 40])
        when = time["time"] if time else ""
        key = (match.meaning, _numbers(match.values))
        if key in told:
            told[key] = told[key]._replace(last=when, times=told[key].times + 1)
        else:
            quote = " ".join(plain[at : at + 4 * LONGEST].partition("\n")[0].split())
            quote = quote if len(quote) <= LONGEST else quote[: LONGEST - 1] + "…"
            told[key] = Said(*key, match.line.code, line, quote, when, when, 1, match.cut)
    return tuple(told.values())


def _numbers(values: dict[str, str]) -> str:
    """What two sums differ by."""
    if "kept10" in values:
        if any(len(value) > 20 for value in values.values()) or any(
            abs(int(values[f"{name}10"])) > 9 for name in ("kept", "capacity")
        ):
            return ""  # not of a kubelet, whose amounts have 64 bits
        sides = [int(values[name]) * 10 ** (9 + int(values[f"{name}10"])) for name in ("kept", "capacity")]
        return f"They differ by {quantity.canonical(sides[0] - sides[1], 'BinarySI')}."
    if not {"total", "kept"} <= values.keys():
        return ""
    try:
        total, kept = (quantity.parse(values[name]) for name in ("total", "kept"))
    except quantity.QuantityError:
        return ""
    missing = quantity.canonical(kept.nano - total.nano, "BinarySI")
    if missing == "100Mi":
        return "Exactly the kubelet's default eviction threshold, 100Mi, is missing in reservedMemory."
    side = "too little" if kept.nano > total.nano else "too much"
    return f"reservedMemory has {missing.removeprefix('-')} {side}."
