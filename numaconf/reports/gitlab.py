"""`--format gitlab`: GitLab's Code Quality report.

GitLab hides `check_name`, so the code is in the description. A fingerprint must be unique in the report and should
survive moved lines: it is made of code, path and pointer, with a counter for repetitions.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.findings import Severity
    from numaconf.results import Report

SEVERITIES: dict[Severity, str] = {
    "refused": "critical",
    "will-not-start": "critical",
    "no-effect": "major",
    "suspicious": "minor",
}


def render(report: Report) -> str:
    """The report as GitLab's JSON array."""
    seen: Counter[str] = Counter()
    rows = []
    for remark in report.remarks():
        finding, place = remark.finding, remark.location
        identity = json.dumps([finding.code, place.path, place.document, place.pointer, place.embedded])
        seen[identity] += 1
        rows.append(
            {
                "description": f"{finding.code}: {finding.message}",
                "check_name": finding.code,
                "fingerprint": sha256(f"{identity}{seen[identity]}".encode()).hexdigest(),
                "severity": SEVERITIES[finding.severity],
                "location": {"path": place.path, "lines": {"begin": place.span.line, "end": place.span.end_line}},
            }
        )
    rows += [
        {
            "description": f"unread: {one.reason}",
            "check_name": "unread",
            "fingerprint": sha256(json.dumps(["unread", one.path]).encode()).hexdigest(),
            "severity": "info",
            "location": {"path": one.path, "lines": {"begin": 1, "end": 1}},
        }
        for one in report.files
        if one.status == "unread"
    ]
    return json.dumps(rows, indent=2) + "\n"
