"""`--format concise`: one line a remark, `path:line:col: CODE message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.results import FileReport, Report, Totals


def render(report: Report) -> str:
    """The report as lines; nothing when there is nothing to remark."""
    return "".join(each(one) for one in report.files)


def each(one: FileReport, lines: Callable[[str], Sequence[str]] | None = None) -> str:  # noqa: ARG001  as `text` has it
    """The remarks on one file, and that its settings are not followed."""
    unread = f"{shown(one.path)}:1:1: unread {shown(one.reason or '')}\n" if one.status == "unread" else ""
    return unread + "".join(
        f"{shown(remark.location.path)}:{remark.location.span.line}:{remark.location.span.column}: "
        f"{remark.finding.code} {shown(' '.join(remark.finding.message.split()))}\n"
        for remark in one.remarks
    )


def end(totals: Totals) -> str:  # noqa: ARG001  as `text` has it
    """Nothing: only remarks are of interest."""
    return ""
