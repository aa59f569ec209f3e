"""Files fixed by the fixes of their remarks, as long as that makes them better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import edits
from numaconf.verbs.lint.file import lint

if TYPE_CHECKING:
    from numaconf.results import FileReport
    from numaconf.verbs.lint.file import Options

ROUNDS = 10
"""One fix can uncover another; no file needs more rounds."""

BOM = "\ufeff"


def fixed(path: str, data: bytes, options: Options, *, unsafe: bool = False) -> bytes:
    """The file after its safe fixes (with `unsafe` all); the same bytes where nothing can be fixed.

    Whatever the fixes say, a round that leaves as many remarks as before, or a file that cannot be read, is undone.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    mark, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    best = lint(path, data, options)
    for _ in range(ROUNDS):
        after = _round(text, best, unsafe=unsafe)
        if after == text:
            break
        report = lint(path, (mark + after).encode(), options)
        if report is None or report.status not in {"checked", "unread"} or _weight(report) >= _weight(best):
            break
        text, best = after, report
    return (mark + text).encode()


def _round(text: str, report: FileReport | None, *, unsafe: bool) -> str:
    remarks = report.remarks if report else ()
    chosen = [
        edit
        for remark in remarks
        if remark.finding.fix and (unsafe or remark.finding.fix.applicability == "safe")
        for edit in remark.edits
    ]
    return edits.apply(text, chosen)


def _weight(report: FileReport | None) -> int:
    return len(report.remarks) if report else 0
