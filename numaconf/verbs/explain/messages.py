"""Explanations of log lines: each thing that a log says once, with where and how often."""

from __future__ import annotations

import re
from functools import lru_cache

from numaconf.kubelet import quantity
from numaconf.named import NamedTuple
from numaconf.rules import log_search, pages
from numaconf.rules.log_line import LogLine
from numaconf.rules.log_lines import PODS
from numaconf.rules.registry import BY_CODE
from numaconf.rules.state_lines import FRAMES, STATE

_TIME = re.compile(
    r"^(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:\d\d:\d\d)"
)
"""How the lines of journalctl, of container logs and of the kubelet begin."""

LONGEST = 160
"""Characters of a line that are quoted."""


MOST = 1000
"""Things that are told of one log."""

_CODE = re.compile(r"NC\d{3}\b(?<=\b.....)")
"""The look behind comes last, so that the search is for the letters `NC`, which is fast."""

_STATE_FILE = re.compile(r"/var/lib/kubelet/\w+_state\b|/[\w./-]{1,200}_manager_state\b")
_HARMLESS = "Harmless"


class Said(NamedTuple):
    """One thing that a log says: what it means, what its numbers show, and the code of the rule that knows it ("" where
    none does); the line (from 1) that says it first, its text from there on, the times of the first and the last (""
    where lines have none), how many lines say it, and whether the text was cut off. `commands`: what to do, to paste.
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
    commands: tuple[str, ...] = ()


def said(text: str) -> tuple[tuple[Said, ...], int]:
    """What the known texts in a piece of a log mean, in the order in which they come first: at most MOST, and how many
    more there are.
    """
    plain = log_search.unescaped(text)
    told: dict[tuple[str, str], Said] = {}
    more: set[tuple[str, str]] = set()
    line, at = 1, 0
    reported = _reported(plain)  # whose lines are broken where the terminal ended, not where a log cut them off
    known = [_titled(one) for one in log_search.find(text) if not (reported and (one.cut or _is_ours(one)))]
    for match in sorted([*known, *reported], key=lambda one: one.start):
        key = (match.meaning, _numbers(match.values))
        if len(told) == MOST and key not in told:
            more.add(key)
            continue
        line += plain.count("\n", at, match.start)
        at = match.start
        begin = plain.rfind("\n", max(0, at - 4000), at) + 1
        time = _TIME.match(plain[begin : begin + 40])
        when = time["time"] if time else ""
        if key in told:
            told[key] = told[key]._replace(last=when, times=told[key].times + 1)
        else:
            quote = " ".join(plain[at : at + 4 * LONGEST].partition("\n")[0].split())
            quote = quote if len(quote) <= LONGEST else quote[: LONGEST - 1] + "…"
            told[key] = Said(*key, match.line.code, line, quote, when, when, 1, match.cut, _commands(match, quote))
    return tuple(told.values()), len(more)


def is_own(text: str) -> bool:
    """Whether a text begins with a whole sentence of lint's own."""
    first = next(iter(log_search.find(text)), None)
    return first is not None and _is_ours(first) and not first.cut


def _is_ours(match: log_search.Match) -> bool:
    return not match.line.meaning  # a row of LINT; all others have one


def _titled(match: log_search.Match) -> log_search.Match:
    """A known text with what it means: lint's own means its rule."""
    return match._replace(line=_row(match.line.code)) if _is_ours(match) else match


@lru_cache(256)
def _row(code: str) -> LogLine:
    return LogLine("", code, f"{pages.read(BY_CODE[code].page()).title}.")


def _reported(plain: str) -> list[log_search.Match]:
    """The rules that a report of numaconf's own names, each once."""
    found: dict[str, log_search.Match] = {}
    for hit in _CODE.finditer(plain):
        code = hit[0]
        if code in BY_CODE and code not in found:
            found[code] = log_search.Match(_row(code), {}, hit.start())
    return list(found.values())


def _commands(match: log_search.Match, quote: str) -> tuple[str, ...]:
    """What to do about a line, as commands."""
    row = match.line
    if row in STATE or row in FRAMES:
        named = _STATE_FILE.search(quote) or _STATE_FILE.search(match.meaning)
        either = "/var/lib/kubelet/cpu_manager_state  # or memory_manager_state: the one that does not fit"
        return (
            "kubectl drain NODE --ignore-daemonsets --delete-emptydir-data",
            "systemctl stop kubelet",
            f"rm {named[0] if named else either}",
            "systemctl start kubelet",
            "kubectl uncordon NODE",
        )
    if row in PODS:
        return ("numaconf fit FILE --pods POD.yaml --suggest", "kubectl delete pod POD  # a rejected pod never starts")
    if row.code:
        return ("numaconf lint FILE", f"numaconf explain {row.code}")
    if row.meaning.startswith(_HARMLESS):
        return ()
    return ("journalctl -u kubelet --no-pager -o cat",) if "journalctl" in row.meaning else ()


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
