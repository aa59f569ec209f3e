"""Findings over several machines, all of which are meant: one for each mistake, whatever its numbers on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.rules.verdict import Judgement, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.findings import Finding

SHOWN = 3
"""So many machines, or amounts, are named; the others are counted."""


def over_machines(verdicts: Sequence[Judgement], names: Sequence[str]) -> Judgement:
    """Each finding once: as it is where it is the same on all machines, else with the machines that it is about."""
    said: dict[tuple[Any, ...], list[tuple[str, Finding]]] = {}
    for verdict, name in zip(verdicts, names, strict=True):
        seen: dict[tuple[Any, ...], int] = {}
        for finding in verdict.findings:
            about = (finding.code, *place(finding))
            nth = seen[about] = seen.get(about, -1) + 1
            said.setdefault((nth, *about), []).append((name, finding))
    return Judgement(
        tuple(_grouped(same, len(verdicts)) for same in said.values()),
        tuple(dict.fromkeys(gap for verdict in verdicts for gap in verdict.not_checked)),
        tuple(dict.fromkeys(reason for verdict in verdicts for reason in verdict.unread)),
        empty=all(verdict.empty for verdict in verdicts),
    )


def _grouped(same: Sequence[tuple[str, Finding]], total: int) -> Finding:
    """One finding for one mistake on several machines."""
    name, first = same[0]
    everywhere = len(same) == total
    alike = all(one.message == first.message for _, one in same)
    if alike and everywhere:
        return first
    if len(same) == 1:
        return first._replace(machine=name)
    fix = first.fix if alike and len({_written(one) for _, one in same}) == 1 else None
    amounts = _amounts(same)
    if amounts and first.varies:
        return first._replace(message=first.varies.sentence.replace("{}", amounts), fix=fix, says=None)
    listed = "each" if everywhere else f"{len(same)}"
    example = "" if alike or name in first.message else f" (on {name})"
    message = f"{first.message}{example}; on {listed} of {total} machines: {_names(same)}"
    return first._replace(message=message, fix=fix, says=first.says if alike else None)


def _amounts(same: Sequence[tuple[str, Finding]]) -> str:
    """`674Mi to 8462Mi on 25 machines (4 amounts: 674Mi on c5n.large; …)`; empty where the findings have no amounts."""
    by_amount: dict[tuple[int, str], list[tuple[str, Finding]]] = {}
    for name, finding in same:
        if finding.varies is None:
            return ""
        by_amount.setdefault((finding.varies.value, finding.varies.text), []).append((name, finding))
    rows = sorted(by_amount.items())
    listed = "; ".join(f"{text} on {_names(group)}" for (_, text), group in rows)
    if len(rows) == 1:
        return listed
    return f"{rows[0][0][1]} to {rows[-1][0][1]} on {len(same)} machines ({len(rows)} amounts: {listed})"


def _names(same: Sequence[tuple[str, Finding]]) -> str:
    names = [name for name, _ in same]
    more = len(names) - SHOWN
    return ", ".join(names) if more < 2 else f"{', '.join(names[:SHOWN])} and {more} more"


def _written(finding: Finding) -> tuple[Any, ...] | None:
    fix = finding.fix
    return fix and (fix.applicability, tuple((one.route, one.text, one.key, one.insert) for one in fix.changes))
