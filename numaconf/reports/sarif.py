"""`--format sarif`: SARIF 2.1.0 as GitHub's code scanning reads it, with every rule's page as its help.

No `security-severity`: it would turn NUMA mistakes into security alerts.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from numaconf import __version__
from numaconf.rules import pages
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from numaconf.documents.edits import Edit
    from numaconf.findings import Severity
    from numaconf.results import FileReport, Remark, Report
    from numaconf.rules.base import Rule

LEVELS: dict[Severity, str] = {
    "refused": "error",
    "will-not-start": "error",
    "no-effect": "warning",
    "suspicious": "note",
}
PROBLEMS: dict[Severity, str] = {
    "refused": "error",
    "will-not-start": "error",
    "no-effect": "warning",
    "suspicious": "recommendation",
}
LONGEST = 1024
"""GitHub's limit for the descriptions of a rule."""


def render(report: Report) -> str:
    """The report as a SARIF log with one run."""
    remarks = report.remarks()
    codes = sorted({remark.finding.code for remark in remarks})
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "numaconf",
                        "version": __version__,
                        "semanticVersion": __version__,
                        **({"informationUri": pages.SITE} if pages.SITE else {}),
                        "rules": [_rule(BY_CODE[code]) for code in codes],
                    }
                },
                "automationDetails": {"id": "numaconf/"},
                "columnKind": "unicodeCodePoints",
                "results": [_result(remark, codes.index(remark.finding.code)) for remark in remarks],
                "invocations": [
                    {
                        "executionSuccessful": not report.problems,
                        "toolExecutionNotifications": [
                            _notification(one) for one in report.files if one.status == "unread"
                        ],
                    }
                ],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    text = rule.page()
    page = pages.read(text)
    what = " ".join(page.sections.get(pages.WHAT, page.title).split())
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": page.title[:LONGEST]},
        "fullDescription": {"text": what[:LONGEST]},
        "help": {"text": text.strip(), "markdown": pages.markdown(page)},
        **({"helpUri": pages.url(rule.code)} if pages.SITE else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["kubernetes", "numa"],
            "precision": "very-high",
            "problem.severity": PROBLEMS[rule.severity],
        },
    }


def _result(remark: Remark, index: int) -> dict[str, Any]:
    finding, place = remark.finding, remark.location
    says = f"\n{finding.says.who}: {finding.says.text}" if finding.says else ""
    artifact = _artifact(place.path)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message + says},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": _region(place.span)}}],
    }
    if remark.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": {"artifactLocation": artifact, "region": _region(location.span)},
                "message": {"text": message},
            }
            for location, message in remark.related
        ]
    if finding.fix and remark.edits:
        result["fixes"] = [
            {
                "description": {"text": f"{finding.fix.applicability} fix"},
                "artifactChanges": [
                    {"artifactLocation": artifact, "replacements": [_replacement(edit) for edit in remark.edits]}
                ],
            }
        ]
    return result


def _notification(one: FileReport) -> dict[str, Any]:
    """That the settings of a file are not followed."""
    place = {"physicalLocation": {"artifactLocation": _artifact(one.path)}}
    return {"level": "warning", "message": {"text": f"unread: {one.reason}"}, "locations": [place]}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(os.fsencode(path.replace(os.sep, "/")))}


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}


def _region(span: tuple[int, int, int, int]) -> dict[str, int]:
    return dict(zip(("startLine", "startColumn", "endLine", "endColumn"), span, strict=True))
