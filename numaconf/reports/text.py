"""`--format text`, for people: the source line with a caret, what the program on the node will say, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.findings import Severity
    from numaconf.report import Gap, Remark, Report

    Lines = Callable[[str], Sequence[str]]

COLOURS: dict[Severity, str] = {"will-not-start": "\x1b[1;31m", "ignored": "\x1b[1;33m", "unwanted": "\x1b[1;36m"}
BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
WIDTH = 160
"""Longer source lines are cut around the caret."""


def render(report: Report, lines: Lines) -> str:
    """The report with colour codes (taken out where colour is not wanted). `lines` gives the lines of a path."""
    gaps = report.gaps()
    return remarks(report, lines) + (_gaps(gaps) + "\n" if gaps else "") + summary(report) + "\n"


def remarks(report: Report, lines: Lines) -> str:
    """Only the remarks of a report."""
    return "".join(_remark(remark, lines) + "\n" for remark in report.remarks())


def _remark(remark: Remark, lines: Lines) -> str:
    finding, place = remark.finding, remark.location
    colour = COLOURS[finding.severity]
    where = f"{place.path}:{place.span.line}:{place.span.column}"
    machine = f" on {finding.machine}" if finding.machine else ""
    out = [f"{BOLD}{where}{RESET}: {colour}{finding.severity}{RESET} {finding.code} {finding.name}{machine}"]
    if finding.origin.kind == "document":
        out += _excerpt(remark, lines(place.path), colour)
    out += [f"  {line}" for line in finding.message.splitlines()]
    if finding.says:
        out += [f"  {DIM}{finding.says.who}: {line}{RESET}" for line in finding.says.text.splitlines()]
    if finding.fix and remark.edits:
        option = "--fix" if finding.fix.applicability == "safe" else "--fix --unsafe-fixes"
        out.append(f"  {DIM}numaconf lint {option} can mend this{RESET}")
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


def _gaps(gaps: Sequence[Gap]) -> str:
    """What could not be judged: a line for each reason, with its rules and files."""
    reasons: dict[str, list[Gap]] = {}
    for gap in gaps:
        reasons.setdefault(gap.reason, []).append(gap)
    return "".join(
        f"{DIM}not checked: {', '.join(sorted({gap.code for gap in same}))} in {_files(same)}: {reason}{RESET}\n"
        for reason, same in reasons.items()
    )


def _files(gaps: Sequence[Gap]) -> str:
    paths = dict.fromkeys(gap.path for gap in gaps)
    return next(iter(paths)) if len(paths) == 1 else f"{len(paths)} files"


def summary(report: Report) -> str:
    """One line: how many files were looked at, matched, skipped and why, and what was found."""
    total = len(report.files) + report.others
    parts = [f"{report.count('checked')} checked"]
    skipped = [one.file.reason or "no reason" for one in report.files if one.file.status == "skipped"]
    skipped += [OTHERS] * report.others
    if skipped:
        counts = {reason: skipped.count(reason) for reason in dict.fromkeys(skipped)}
        listed = sorted(counts.items(), key=lambda item: -item[1])[:3]
        why = "; ".join(f"{count} {reason}" if len(counts) > 1 else reason for reason, count in listed)
        parts.append(f"{len(skipped)} skipped ({why}{'; …' if len(counts) > 3 else ''})")
    if report.count("unparsable"):
        parts.append(f"{report.count('unparsable')} unparsable")
    found = [f"{count} {severity}" for severity, count in report.severities().items() if count]
    noun = "file" if total == 1 else "files"
    return (
        f"{total} {noun}: {', '.join(parts)}. {'Nothing found.' if not found else 'Found: ' + ', '.join(found) + '.'}"
    )


OTHERS = "with nothing that numaconf knows"
