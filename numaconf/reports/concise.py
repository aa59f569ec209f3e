"""`--format concise`: one line a remark, `path:line:col: CODE message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.report import Report


def render(report: Report) -> str:
    """The report as lines; nothing when there is nothing to remark."""
    return "".join(
        f"{remark.location.path}:{remark.location.span.line}:{remark.location.span.column}: "
        f"{remark.finding.code} {' '.join(remark.finding.message.split())}\n"
        for remark in report.remarks()
    )
