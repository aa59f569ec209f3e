"""What a run of `lint` or `validate` has to say, before any output format: files, remarks with places, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.findings import SEVERITIES, Finding, Severity
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.edits import Edit
    from numaconf.documents.source import Location
    from numaconf.errors import Problem
    from numaconf.kubelet.version import Version

Status = Literal["checked", "skipped", "unread", "unparsable"]


class Document(NamedTuple):
    """A document that numaconf knows: its outer index, first line, kind, and the context it was judged in."""

    number: int
    line: int
    kind: str
    kubernetes: Version | None = None
    machines: tuple[str, ...] = ()


class Remark(NamedTuple):
    """A finding with its place, its fix as edits of the file, and other places that belong to it."""

    finding: Finding
    location: Location
    edits: tuple[Edit, ...] = ()
    related: tuple[tuple[Location, str], ...] = ()


class Gap(NamedTuple):
    """A rule that could not be judged for a document, by its outer index, with the reason."""

    document: int
    code: str
    reason: str


class FileReport(NamedTuple):
    """Everything about one file that was looked at.

    `reason` says why it was skipped, or which settings in it are not followed (`unread`; the rest of it may have been
    judged). `silenced`: how many remarks comments in it silence. `problem`: what kept numaconf from judging it, which
    is an exit status of 2.
    """

    path: str
    status: Status
    reason: str | None = None
    documents: tuple[Document, ...] = ()
    remarks: tuple[Remark, ...] = ()
    gaps: tuple[Gap, ...] = ()
    silenced: int = 0
    problem: str = ""


class Doubt:
    """What could not be judged for one reason: the rules, how many files it is about, and the path of the first."""

    __slots__ = ("codes", "files", "path")

    def __init__(self, path: str) -> None:
        self.codes: set[str] = set()
        self.files = 0
        self.path = path


class Totals:
    """What is known of a run in sum, so that its files need not be kept.

    `statuses` and `severities` count files and remarks, `reasons` why files were skipped, `unread` the files whose
    settings are not followed and why, `gaps` files with the same gaps, beside the path of the first. `silenced` counts
    the remarks that comments silence; `fixable` those with a safe and those with an unsafe fix. `others` counts the
    files that a walk found and that hold nothing of ours; they are not listed. `problems` are what kept the run from
    doing all of its job (exit status 2): paths that cannot be read, files that could not be judged.
    """

    __slots__ = (
        "fixable", "gaps", "others", "problems", "reasons", "severities", "silenced", "statuses", "unread",
    )  # fmt: skip

    def __init__(self, others: int = 0, problems: Iterable[str] = ()) -> None:
        self.others, self.problems = others, [*problems]
        self.statuses: dict[Status, int] = {"checked": 0, "skipped": 0, "unread": 0, "unparsable": 0}
        self.severities: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
        self.reasons: dict[str, int] = {}
        self.unread: list[tuple[str, str]] = []
        self.silenced = 0
        self.fixable = [0, 0]
        self.gaps: dict[tuple[Gap, ...], tuple[int, str]] = {}

    def add(self, one: FileReport) -> None:
        """Count one file."""
        self.statuses[one.status] += 1
        if one.problem:
            self.problems.append(one.problem)
        if one.status == "skipped":
            reason = one.reason or "no reason"
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        elif one.status == "unread" and not one.problem:
            self.unread.append((one.path, one.reason or ""))
        self.silenced += one.silenced
        for remark in one.remarks:
            self.severities[remark.finding.severity] += 1
            if remark.edits and remark.finding.fix:
                self.fixable[remark.finding.fix.applicability != "safe"] += 1
        if one.gaps:
            count, path = self.gaps.get(one.gaps, (0, one.path))
            self.gaps[one.gaps] = count + 1, path

    @property
    def undecided(self) -> int:
        """How many rules could not be judged, for each document."""
        return sum(count * len({(gap.document, gap.code) for gap in gaps}) for gaps, (count, _) in self.gaps.items())

    def doubts(self) -> dict[str, Doubt]:
        """The gaps of all files by their reasons."""
        doubts: dict[str, Doubt] = {}
        for gaps, (count, path) in self.gaps.items():
            for reason in dict.fromkeys(gap.reason for gap in gaps):
                doubt = doubts.setdefault(reason, Doubt(path))
                doubt.codes |= {gap.code for gap in gaps if gap.reason == reason}
                doubt.files += count
        return doubts

    @property
    def files(self) -> int:
        """How many files were looked at."""
        return sum(self.statuses.values()) + self.others

    def exit_status(self, fail_on: Severity, *, strict: bool = False) -> int:
        """2 if something kept the run from its job, 1 with a remark at or above `fail_on`, else 0. With `strict` 1 also
        where settings are not followed, or a rule could not be judged.
        """
        if self.problems:
            return 2
        if strict and (self.undecided or self.statuses["unread"]):
            return 1
        return int(any(self.severities[one] for one in SEVERITIES[: SEVERITIES.index(fail_on) + 1]))


class Report(NamedTuple):
    """A whole run; `others` and `problems` as in Totals."""

    files: tuple[FileReport, ...] = ()
    others: int = 0
    problems: tuple[str, ...] = ()

    def remarks(self) -> list[Remark]:
        """All remarks in the order of the files, then of places, then of codes."""
        return [remark for report in self.files for remark in report.remarks]

    def totals(self) -> Totals:
        """The run in sum."""
        totals = Totals(self.others, self.problems)
        for one in self.files:
            totals.add(one)
        return totals


def failed(path: str, problem: Problem) -> FileReport:
    """The report on a file that could not be judged."""
    reason = problem.message if problem.place in {"", path} else f"{problem.place}: {problem.message}"
    reason = " ".join("; ".join(filter(None, (reason, problem.remedy))).split())
    return FileReport(path, "unread", f"could not be judged: {reason}", problem=str(problem))


def in_order(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Remarks of one file by place, then code; exact repetitions once."""
    if len(remarks) < 2:
        return tuple(remarks)
    unique = {
        (one.location.span, one.finding.code, one.location.pointer, one.location.embedded, one.finding.message): one
        for one in remarks
    }
    return tuple(unique[key] for key in sorted(unique))
