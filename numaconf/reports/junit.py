"""`--format junit`: one test suite a file, a passing case where there is nothing to remark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.results import FileReport, Remark, Report


def render(report: Report) -> str:
    """The report as JUnit XML."""
    suites = [one for one in report.files if one.status != "skipped"]
    failures = sum(len(one.remarks) for one in suites)
    tests = sum(_count(one) for one in suites)
    unread = sum(one.status == "unread" for one in suites)
    body = "".join(_suite(one) for one in suites)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="numaconf" tests="{tests}" failures="{failures}" skipped="{unread}">\n'
        f"{body}</testsuites>\n"
    )


def _count(one: FileReport) -> int:
    """How many cases a file has."""
    return len(one.remarks) + (one.status == "unread") or 1


def _suite(one: FileReport) -> str:
    path = _quoted(one.path)
    cases = "".join(_case(remark, path) for remark in one.remarks)
    unread = one.status == "unread"
    if unread:
        cases += (
            f'    <testcase name="settings that are not followed" classname="{path}">\n'
            f'      <skipped message="{_quoted(one.reason or "")}"/>\n    </testcase>\n'
        )
    cases = cases or f'    <testcase name="numaconf" classname="{path}"/>\n'
    counts = f'tests="{_count(one)}" failures="{len(one.remarks)}" errors="0" skipped="{int(unread)}"'
    return f'  <testsuite name="{path}" {counts}>\n{cases}  </testsuite>\n'


def _case(remark: Remark, path: str) -> str:
    finding, span = remark.finding, remark.location.span
    name = _quoted(f"{finding.code} {finding.name} line {span.line}")
    text = f"{remark.location.path}:{span.line}:{span.column}\n{finding.message}"
    if finding.says:
        text += f"\n{finding.says.who}: {finding.says.text}"
    return (
        f'    <testcase name="{name}" classname="{path}">\n'
        f'      <failure type="{finding.severity}" message="{_quoted(finding.message)}">{_quoted(text)}</failure>\n'
        "    </testcase>\n"
    )


# What XML 1.0 cannot hold in any form: control characters and lone surrogates (of names that are not UTF-8). What else
# is not printed as it is, and what a CI runner would find in the log, is there as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;", "#": "&#35;",
}  # fmt: skip


def _quoted(text: str) -> str:
    text = _FORBIDDEN.sub("\ufffd", text)
    return "".join(
        _ENTITIES.get(letter) or (letter if letter.isprintable() else f"&#{ord(letter)};") for letter in text
    )
