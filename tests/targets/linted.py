"""A file as `lint` and `show` see it, for tests of a platform's behaviour."""

from __future__ import annotations

from typing import Any

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint
from numaconf.verbs.show import show

Found = list[tuple[str, int]]
"""Code and line of each finding."""


def linted(path: str, text: str, version: str = "1.34") -> Found:
    """What lint finds in a file."""
    report = lint(path, text.encode(), Options(Context(kubernetes(version))))
    assert report is not None
    assert report.status == "checked", report.reason
    return [(one.finding.code, one.location.span.line) for one in report.remarks]


def unread(path: str, text: str, version: str = "1.34") -> str:
    """Why settings of a file are not followed."""
    report = lint(path, text.encode(), Options(Context(kubernetes(version))))
    assert report is not None
    assert report.status == "unread"
    return report.reason or ""


def in_force(path: str, text: str, version: str = "1.34") -> list[dict[str, Any]]:
    """The configuration that each node of a file gets."""
    shown = show(path, text.encode(), Context(kubernetes(version)), Context())
    return [one.node.config for one in shown if one.node is not None]
