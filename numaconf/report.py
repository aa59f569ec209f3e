"""What a run of `lint` or `validate` has to say, before any output format: files, remarks with places, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from numaconf.findings import SEVERITIES, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.documents.edits import Edit
    from numaconf.documents.source import Location
    from numaconf.kubelet.version import Version

Status = Literal["checked", "skipped", "unparsable"]


class Document(NamedTuple):
    """A document that numaconf knows: its outer index, first line, kind, and the context it was judged in."""

    number: int
    line: int
    kind: str
    kubernetes: Version | None = None
    machines: tuple[str, ...] = ()


class File(NamedTuple):
    """One file that was looked at. `reason` says why it was skipped."""

    path: str
    status: Status
    reason: str | None = None
    documents: tuple[Document, ...] = ()


class Remark(NamedTuple):
    """A finding with its place, and its fix as edits of the file."""

    finding: Finding
    location: Location
    edits: tuple[Edit, ...] = ()


class Gap(NamedTuple):
    """A rule that could not be judged for a document, for want of what."""

    path: str
    document: int
    code: str
    reason: str


class FileReport(NamedTuple):
    """Everything about one file."""

    file: File
    remarks: tuple[Remark, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Report(NamedTuple):
    """A whole run. `others` counts the files that a walk found and that hold nothing of ours; they are not listed.

    `problems` are what kept the run from doing all of its job (exit status 2): paths that cannot be read.
    """

    files: tuple[FileReport, ...] = ()
    others: int = 0
    problems: tuple[str, ...] = ()

    def remarks(self) -> list[Remark]:
        """All remarks in the order of the files, then of places, then of codes."""
        return [remark for report in self.files for remark in report.remarks]

    def gaps(self) -> list[Gap]:
        """All gaps in the order of the files."""
        return [gap for report in self.files for gap in report.gaps]

    def count(self, status: Status) -> int:
        """How many of the listed files have that status."""
        return sum(report.file.status == status for report in self.files)

    def severities(self) -> dict[Severity, int]:
        """How many remarks there are of each severity, strongest first."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for remark in self.remarks():
            counts[remark.finding.severity] += 1
        return counts

    def exit_status(self, fail_on: Severity) -> int:
        """2 if something kept the run from its job, 1 with a remark at or above `fail_on`, else 0."""
        if self.problems:
            return 2
        worst = SEVERITIES.index(fail_on)
        return int(any(SEVERITIES.index(remark.finding.severity) <= worst for remark in self.remarks()))


def in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks of one file by place, then code; exact repetitions once."""
    unique = {
        (one.location.span, one.finding.code, one.location.pointer, one.location.embedded, one.finding.message): one
        for one in remarks
    }
    return tuple(unique[key] for key in sorted(unique))
