"""`--format github`: workflow commands that GitHub Actions shows as annotations at the lines.

GitHub shows about ten of each level a step, so a summary line follows. Columns are given only where start and end line
are the same; otherwise GitHub takes them for the end line's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.reports.closing import summary
from numaconf.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.findings import Severity
    from numaconf.results import FileReport, Remark, Report, Totals

LEVELS: dict[Severity, str] = {
    "refused": "error",
    "will-not-start": "error",
    "no-effect": "warning",
    "suspicious": "notice",
}


def render(report: Report) -> str:
    """The report as workflow commands and a summary line."""
    return "".join(each(one) for one in report.files) + end(report.totals())


def each(one: FileReport, source: Callable[[str], Sequence[str]] | None = None) -> str:  # noqa: ARG001  as `text` has it
    """The remarks on one file, and that its settings are not followed."""
    commands = "".join(_command(remark) for remark in one.remarks)
    if one.status == "unread":
        title = "title=numaconf (unread)"
        commands = (
            f"::warning file={_property(shown(one.path))},line=1,{title}::{_data(lines(one.reason or ''))}\n{commands}"
        )
    return commands


def end(totals: Totals) -> str:
    """The summary line."""
    return lines(summary(totals)) + "\n"


def _command(remark: Remark) -> str:
    finding, place = remark.finding, remark.location
    span = place.span
    properties = {"file": shown(place.path), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"numaconf ({finding.code})"
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = finding.message + (f"\n{finding.says.who}: {finding.says.text}" if finding.says else "")
    return f"::{LEVELS[finding.severity]} {listed}::{_data(lines(message))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
