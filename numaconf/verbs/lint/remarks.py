"""Findings as a report has them: with their places in the user's file and the edits of their fixes, and without the
documents that they are about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import Location, Span, value_at
from numaconf.findings import Finding, Fix
from numaconf.kubelet.effective import Origin
from numaconf.results import Gap, Remark
from numaconf.rules.registry import BY_CODE
from numaconf.targets import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.documents.edits import Edit
    from numaconf.documents.errors import Unreadable
    from numaconf.findings import Change
    from numaconf.targets.subject import Subject


def of(path: str, data: bytes, subject: Subject, findings: Iterable[Finding]) -> tuple[list[Remark], list[Gap]]:
    """The remarks on a subject of a file, and gaps for those about a value that somebody else fills in."""
    remarks: list[Remark] = []
    gaps: list[Gap] = []
    for finding in findings:
        if open_ := _left_open(finding.origin, key=finding.key):
            gaps.append(Gap(subject.number, finding.code, f"{open_} is not filled in yet"))
        else:
            remarks += _remark(path, subject, finding)
    if b"${" in data:
        remarks, unknown = _without_placeholders(data, remarks)
        gaps += unknown
    return remarks, gaps


def _remark(path: str, subject: Subject, finding: Finding) -> Iterator[Remark]:
    """A finding with its place, if that is in this file; what only a default causes stands on the first line."""
    source, route = finding.origin.source, finding.origin.route
    if finding.origin.kind == "document" and source is not None:
        place = source.locate(route, key=finding.key)
        if place.path != path:
            return
    else:
        place = Location(path, subject.number, "", (), Span(subject.line, 1, subject.line, 1))
    made = _edits(path, finding.fix.changes) if finding.fix else ()
    related = tuple(_related(path, finding, place)) if finding.related else ()
    # Without the document itself: a run over many files must not keep them all.
    fix = Fix(finding.fix.applicability, ()) if finding.fix and made else None
    bare = finding._replace(origin=Origin(finding.origin.kind), fix=fix, related=())
    yield Remark(bare, place, made, related)


def _left_open(origin: Origin, *, key: bool) -> str:
    """What of a value is filled in when the script runs that it stands in, or nothing."""
    source = origin.source
    if source is None or source.outer is None or key:
        return ""
    from numaconf.documents import pieces, placeholders

    if not pieces.is_filled(source):
        return ""
    return placeholders.left_in(value_at(source.document.value, origin.route))


def _related(path: str, finding: Finding, own: Location) -> Iterator[tuple[Location, str]]:
    """The other places of a finding that are in this file."""
    for origin, message, key in finding.related:
        if origin.source is not None:
            place = origin.source.locate(origin.route, key=key)
            if place.path == path and place.span != own.span:
                yield place, message


def _edits(path: str, changes: Iterable[Change]) -> tuple[Edit, ...]:
    """The edits of a fix; none of them when one cannot be made."""
    from numaconf.documents import edits

    made = []
    for change in changes:
        if change.source.path != path:
            return ()
        if change.insert:
            edit = edits.insert(change.source, change.route, change.text or "")
        elif change.text is None:
            edit = edits.remove(change.source, change.route)
        else:
            edit = edits.replace(change.source, change.route, change.text, key=change.key)
        if edit is None:
            return ()
        made.append(edit)
    return tuple(made)


def stops_at_placeholder(refusal: Unreadable, data: bytes) -> bool:
    """Whether a text cannot be read because of something that is not filled in yet (`max-pods = ${pods}`)."""
    from numaconf.documents import placeholders

    if refusal.limit:
        return False
    lines = data.decode("utf-8", "replace").split("\n")
    return refusal.line <= len(lines) and placeholders.in_value(lines[refusal.line - 1])


def unreadable(path: str, subject: Subject, refusal: Unreadable, data: bytes) -> Remark:
    """That a subject's reader refuses it, in its words."""
    from numaconf.documents import hints

    lead = registry.BY_NAME[subject.kind].decoder
    says = f"{lead}{refusal.message}" if lead is not None and not refusal.limit else None
    finding = BY_CODE["NC001"].finding(
        hints.explained(refusal, data.decode("utf-8", "replace")), Origin("document"), says=says
    )
    span = Span(refusal.line, refusal.column, refusal.line, refusal.column + 1)
    return Remark(finding, Location(path, subject.number, "", (), span))


def _without_placeholders(data: bytes, remarks: Sequence[Remark]) -> tuple[list[Remark], list[Gap]]:
    """The remarks about what the file says, and gaps for those about a value that somebody else fills in."""
    from numaconf.documents import placeholders

    text = data.decode("utf-8", "replace")
    lines, known = text.split("\n"), placeholders.assigned(text)
    kept, gaps = [], []
    for remark in remarks:
        finding, (line, column, end_line, end_column) = remark.finding, remark.location.span
        inside = finding.origin.kind == "document" and not finding.key and line == end_line <= len(lines)
        open_ = placeholders.first(lines[line - 1][column - 1 : end_column - 1], known) if inside else ""
        if open_:
            gaps.append(Gap(remark.location.document, finding.code, f"{open_} is not filled in yet"))
        else:
            kept.append(remark)
    return kept, gaps
