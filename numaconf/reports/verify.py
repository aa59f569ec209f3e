"""A verification as JSON and as text. Needs the standard library alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from numaconf.safe import shown as _safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.verbs.verify import Report
    from numaconf.verbs.verify.model import Check

BOLD, DIM, RED, GREEN, YELLOW, END = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"


def data(report: Report) -> dict[str, Any]:
    """As `--format json` has it."""
    return {
        "version": 1,
        "checks": [one._asdict() for one in report.checks],
        "summary": {verdict: report.count(verdict) for verdict in ("pass", "fail", "unknown")},
    }


def text(report: Report, width: int) -> str:
    """What is broken first, then what cannot be known, then what holds, the same check of many containers in one
    line.
    """
    return "\n".join(_lines(report, width)) + "\n"


def _lines(report: Report, width: int) -> Iterator[str]:
    for one in report.checks:
        if one.verdict == "fail":
            yield from _told(one, f"{RED}broken{END}", width)
    yield from _alike(report, "unknown", f"{YELLOW}unknown{END}", width)
    yield from _alike(report, "pass", f"{GREEN}holds{END}", width)
    counts = [report.count(verdict) for verdict in ("pass", "fail", "unknown")]
    yield f"{BOLD}{counts[0]} hold, {counts[1]} broken, {counts[2]} unknown{END}"


def _told(one: Check, word: str, width: int) -> Iterator[str]:
    yield f"{word}  {BOLD}{one.id}{END} {_safe(one.subject)}"
    if one.message:
        yield from _wrapped(one.message, width, "        ")
    if one.expected or one.found:
        yield from _wrapped(f"expected {one.expected or '-'}; found {one.found or '-'}", width, "        ")
    if one.remedy and one.verdict != "pass":
        yield from _wrapped(f"→ {one.remedy}", width, "        ")
    if one.file and one.verdict == "fail":
        yield from _wrapped(f"see {one.file}", width, "        ")


def _alike(report: Report, verdict: str, word: str, width: int) -> Iterator[str]:
    """Checks that end alike; of more than three with one id and one reason only their number."""
    chosen = [one for one in report.checks if one.verdict == verdict]
    how_many = Counter(_kind(one) for one in chosen)
    told = set()
    for one in chosen:
        count = how_many[_kind(one)]
        if count <= 3:
            yield from _short(one, word, width)
        elif _kind(one) not in told:
            told.add(_kind(one))
            yield f"{word}  {BOLD}{one.id}{END} {count} times" + (
                f": {_safe(one.message)}" if verdict != "pass" else ""
            )


def _kind(one: Check) -> tuple[str, str]:
    return one.id, one.message if one.verdict != "pass" else ""


def _short(one: Check, word: str, width: int) -> Iterator[str]:
    """One line where it fits."""
    what = one.message or one.found
    line = f"{one.id} {one.subject}" + (f": {what}" if what else "")
    lines = list(_wrapped(line, width, "         "))
    head = lines[0].replace(f"{DIM}         ", "", 1).removesuffix(END)
    rest = _safe(head).removeprefix(one.id)
    yield f"{word}{' ' * max(2, 9 - _columns(word))}{BOLD}{one.id}{END}{DIM}{rest}{END}"
    yield from lines[1:]


def _columns(word: str) -> int:
    return len(word) - word.count("\x1b") * 4 - (1 if YELLOW in word or RED in word or GREEN in word else 0)


def _wrapped(words: str, width: int, indent: str) -> Iterator[str]:
    from textwrap import wrap

    for line in wrap(_safe(words), max(40, width - len(indent)), break_long_words=False, break_on_hyphens=False):
        yield f"{DIM}{indent}{line}{END}"
