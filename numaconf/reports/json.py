"""`--format json` (`json-v1`): everything, for programs; `schemas/report.json` describes it.

A change that could break a reader becomes `json-v2`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from numaconf import __version__
from numaconf.rules.pages import url

if TYPE_CHECKING:
    from numaconf.documents.source import Span
    from numaconf.results import Document, Gap, Remark, Report


def render(report: Report) -> str:
    """The report as one JSON object."""
    totals = report.totals()
    data = {
        "version": 1,
        "tool": {"name": "numaconf", "version": __version__},
        "files": [
            {
                "path": one.path,
                "status": one.status,
                "reason": one.reason,
                "documents": [_document(document) for document in one.documents],
            }
            for one in report.files
        ],
        "findings": [_remark(remark) for remark in report.remarks()],
        "notChecked": [_gap(one.path, gap) for one in report.files for gap in one.gaps],
        "summary": {
            "files": totals.files,
            "checked": totals.statuses["checked"],
            "skipped": totals.statuses["skipped"] + totals.others,
            "unparsable": totals.statuses["unparsable"],
            "unread": totals.statuses["unread"],
            "undecided": totals.undecided,
            "silenced": totals.silenced,
            "findings": totals.severities,
        },
    }
    # Names that are not UTF-8 hold lone surrogates, which no JSON reader takes: they are escaped by ensure_ascii.
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _document(document: Document) -> dict[str, Any]:
    return {
        "index": document.number,
        "line": document.line,
        "kind": document.kind,
        "kubernetesVersion": str(document.kubernetes) if document.kubernetes else None,
        "machines": list(document.machines),
    }


def _remark(remark: Remark) -> dict[str, Any]:
    finding, place = remark.finding, remark.location
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "versions": [
            {"code": one.code, "program": one.program, "from": one.first, "to": one.last} for one in finding.versions
        ]
        or None,
        "related": [{**_place(location.span), "message": message} for location, message in remark.related],
        "path": place.path,
        "document": place.document,
        "pointer": place.pointer,
        "embedded": list(place.embedded),
        "origin": finding.origin.kind,
        **_place(place.span),
        "machine": finding.machine,
        "message": finding.message,
        "says": {"who": finding.says.who, "text": finding.says.text} if finding.says else None,
        "fix": _fix(remark),
        "url": url(finding.code) or None,
    }


def _fix(remark: Remark) -> dict[str, Any] | None:
    if remark.finding.fix is None or not remark.edits:
        return None
    return {
        "applicability": remark.finding.fix.applicability,
        "edits": [{**_place(edit.span), "text": edit.text} for edit in remark.edits],
    }


def _place(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "endLine": span.end_line, "endColumn": span.end_column}


def _gap(path: str, gap: Gap) -> dict[str, Any]:
    return {"path": path, "document": gap.document, "code": gap.code, "reason": gap.reason}
