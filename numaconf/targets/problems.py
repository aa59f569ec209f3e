"""Findings about what the kubelet's decoder and command line stumble over, for platforms that hand it both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.decode import Problem
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.flags import FlagProblem

_DECODED = {
    "empty": "NC006",
    "kind": "NC002",
    "type": "NC005",
    "duplicate": "NC004",
    "unknown": "NC401",
    "case": "NC402",
    "later": "NC403",
}


def of_dropin(found: Iterable[tuple[Problem, Origin]]) -> Iterator[Finding]:
    for problem, origin in found:
        rule = BY_CODE.get(_DECODED.get(problem.kind, ""))
        if rule:
            yield rule.finding(problem.text, origin, severity="will-not-start" if problem.fatal else None)


def of_flags(found: Iterable[FlagProblem]) -> Iterator[Finding]:
    for problem in found:
        rule = BY_CODE.get("NC511" if problem.kind == "label" else "NC410")
        if rule:
            yield rule.finding(problem.says, problem.origin, says=problem.says)
