"""`--format text`, for people: the source line with a caret, what the program on the node will say, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.reports.safe import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.findings import Severity
    from numaconf.results import FileReport, Remark, Report, Totals

    Lines = Callable[[str], Sequence[str]]

COLOURS: dict[Severity, str] = {
    "refused": "\x1b[1;31m",
    "will-not-start": "\x1b[1;31m",
    "no-effect": "\x1b[1;33m",
    "suspicious": "\x1b[1;36m",
}
BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
WIDTH = 160
"""Longer source lines are cut around the caret."""


def render(report: Report, lines: Lines) -> str:
    """The report with colour codes (taken out where colour is not wanted). `lines` gives the lines of a path."""
    return "".join(each(one, lines) for one in report.files) + end(report.totals())


def each(one: FileReport, lines: Lines) -> str:
    """The remarks on one file."""
    return "".join(_remark(remark, lines) + "\n" for remark in one.remarks)


def end(totals: Totals) -> str:
    """What stands below the remarks on all files."""
    doubts = _unread(totals) + _doubts(totals)
    return f"{doubts}\n{summary(totals)}\n" if doubts else summary(totals) + "\n"


def _remark(remark: Remark, lines: Lines) -> str:
    finding, place = remark.finding, remark.location
    colour = COLOURS[finding.severity]
    where = f"{shown(place.path)}:{place.span.line}:{place.span.column}"
    machine = f" on {finding.machine}" if finding.machine else ""
    out = [f"{BOLD}{where}{RESET}: {colour}{finding.severity}{RESET} {finding.code} {finding.name}{machine}"]
    if finding.origin.kind == "document":
        out += _excerpt(remark, lines(place.path), colour)
    out += [f"  {shown(line)}" for line in finding.message.splitlines()]
    if finding.says:
        out += [f"  {DIM}{finding.says.who}: {shown(line)}{RESET}" for line in finding.says.text.splitlines()]
    if finding.fix and remark.edits:
        option = "--fix" if finding.fix.applicability == "safe" else "--fix --unsafe-fixes"
        out.append(f"  {DIM}numaconf lint {option} can fix this{RESET}")
    return "\n".join(out) + "\n"


def _excerpt(remark: Remark, source: Sequence[str], colour: str) -> list[str]:
    span = remark.location.span
    if not 1 <= span.line <= len(source):
        return []
    text = source[span.line - 1].rstrip("\r\n")
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(text)
    cut = max(0, start - WIDTH // 2) if len(text) > WIDTH else 0
    shown = "".join(letter if letter.isprintable() else " " for letter in text[cut : cut + WIDTH])
    marks = max(1, min(end, cut + WIDTH) - start)
    number = str(span.line)
    return [
        f"  {DIM}{number} |{RESET} {shown}",
        f"  {DIM}{' ' * len(number)} |{RESET} {' ' * (start - cut)}{colour}{'^' * marks}{RESET}",
    ]


def _unread(totals: Totals) -> str:
    """The files whose settings are not followed, a line each."""
    return "".join(f"{BOLD}{shown(path)}{RESET}: unread: {shown(reason)}\n" for path, reason in totals.unread)


def _doubts(totals: Totals) -> str:
    """What could not be judged: a line for each reason, with its rules and files."""
    return "".join(
        f"{DIM}not checked: {', '.join(sorted(doubt.codes))} in "
        f"{shown(doubt.path) if doubt.files == 1 else f'{doubt.files} files'}: {shown(reason)}{RESET}\n"
        for reason, doubt in totals.doubts().items()
    )


def summary(totals: Totals) -> str:
    """One line: how many files were looked at, matched, skipped and why, and what was found."""
    parts = [f"{totals.statuses['checked']} checked"]
    reasons = totals.reasons | ({OTHERS: totals.others} if totals.others else {})
    if reasons:
        listed = sorted(reasons.items(), key=lambda item: -item[1])[:3]
        why = "; ".join(f"{count} {reason}" if len(reasons) > 1 else reason for reason, count in listed)
        parts.append(f"{sum(reasons.values())} skipped ({why}{'; …' if len(reasons) > 3 else ''})")
    if totals.statuses["unread"]:
        parts.append(f"{totals.statuses['unread']} unread")
    if totals.statuses["unparsable"]:
        parts.append(f"{totals.statuses['unparsable']} unparsable")
    found = [f"{count} {severity}" for severity, count in totals.severities.items() if count]
    noun = "file" if totals.files == 1 else "files"
    return (
        f"{totals.files} {noun}: {', '.join(parts)}. "
        f"{'Nothing found.' if not found else 'Found: ' + ', '.join(found) + '.'}"
    )


OTHERS = "with nothing that numaconf knows"
