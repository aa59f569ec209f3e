"""How much of one file is judged and reported. Nobody writes more, and what is left out is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf import results as report
from numaconf.findings import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.targets.subject import Subject

MOST_VALUES = 10_000
"""In one configuration; the kubelet's has some two hundred."""

MOST_SUBJECTS = 1_000
"""Configurations in one file."""

MOST_REMARKS = 1_000
"""In one file."""

_HOLDING = frozenset((dict, list))


class Counted:
    """Counts the values of one file's documents, each document once, however many subjects it is in."""

    __slots__ = ("_endless",)

    def __init__(self) -> None:
        self._endless: dict[int, tuple[Any, bool]] = {}

    def is_endless(self, subject: Subject) -> bool:
        """Whether a document of a subject holds more values than anybody writes, or reads findings about."""
        return any(self._is_endless(source.document.value) for source in subject.sources)

    def _is_endless(self, value: Any) -> bool:
        found = self._endless.get(id(value))
        if found is None:
            # With the value itself, so that nothing else gets its number.
            found = self._endless[id(value)] = (value, _is_endless(value))
        return found[1]


def _is_endless(value: Any) -> bool:
    if isinstance(value, str):
        return value.count(" --") >= MOST_VALUES  # the flags of a unit or script
    left, waiting = MOST_VALUES, [value]
    while waiting and left > 0:
        value = waiting.pop()
        if type(value) in _HOLDING:
            left -= len(value)
            inside = value.values() if type(value) is dict else value
            waiting.extend(inner for inner in inside if type(inner) in _HOLDING)
    return left <= 0


def most(remarks: Sequence[report.Remark]) -> tuple[tuple[report.Remark, ...], list[str]]:
    """The remarks in order, of very many the most severe, and how many that leaves out."""
    ordered = report.in_order(remarks)
    if len(ordered) <= MOST_REMARKS:
        return ordered, []
    strongest = sorted(ordered, key=lambda one: SEVERITIES.index(one.finding.severity))[:MOST_REMARKS]
    chosen = {id(one) for one in strongest}
    kept = tuple(one for one in ordered if id(one) in chosen)
    return kept, [f"{len(ordered)} findings, of which the {MOST_REMARKS} most severe are reported"]
