"""Profiles on every machine and target that they name, as one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf import results as report
from numaconf.documents import hints
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Location, Span
from numaconf.errors import CannotDo
from numaconf.kubelet import version
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.profile.load import parse
from numaconf.profile.prove import UNLESS
from numaconf.profile.resolve import demand_versions, missing_versions
from numaconf.rules.registry import BY_CODE
from numaconf.verbs.render import NOTHING, Rendered, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.context import Context
    from numaconf.findings import Finding, NotChecked
    from numaconf.profile.model import Profile

KIND = "profile"


class Checked(NamedTuple):
    """One profile on its targets: what was found, what could not be judged, and what could not be done at all."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()
    problems: tuple[str, ...] = ()
    done: tuple[Rendered, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing refuses the profile, and every target was judged."""
        return not self.problems and all(finding.severity == "suspicious" for finding in self.findings)


class Validated(NamedTuple):
    """The report on a file, and what each of its profiles comes to."""

    report: report.Report
    profiles: tuple[tuple[Profile, Checked], ...] = ()


def validate(
    data: bytes | str, path: str, targets: Sequence[str] = (), context: Context = NOTHING, fallback: Context = NOTHING
) -> report.Report:
    """The report on one file of profiles. Without `targets` each profile is judged on all its own.

    What `context` says is stronger than the profile, `fallback` is weaker.
    """
    return validated(data, path, targets, context, fallback).report


def validated(
    data: bytes | str, path: str, targets: Sequence[str] = (), context: Context = NOTHING, fallback: Context = NOTHING
) -> Validated:
    """The same, with the profiles."""
    try:
        profiles = parse(data, path)
    except Unreadable as error:
        return Validated(report.Report((unreadable(path, error, data),)))
    checked = [check(profile, targets, context, fallback) for profile in profiles]
    documents = tuple(document(profile, context, fallback) for profile in profiles)
    remarks = [
        remark(finding, profile) for profile, one in zip(profiles, checked, strict=True) for finding in one.findings
    ]
    gaps = tuple(
        report.Gap(profile.source.index, gap.code, gap.reason)
        for profile, one in zip(profiles, checked, strict=True)
        for gap in one.not_checked
    )
    problems = tuple(dict.fromkeys(problem for one in checked for problem in one.problems))
    file = report.FileReport(path, "checked", None, documents, report.in_order(remarks), gaps)
    return Validated(report.Report((file,), problems=problems), tuple(zip(profiles, checked, strict=True)))


def check(
    profile: Profile, targets: Sequence[str] = (), context: Context = NOTHING, fallback: Context = NOTHING
) -> Checked:
    """What there is to say about a profile on some targets; without any on its own, else on a bare kubelet."""
    profile = profile.with_version(context.kubernetes)
    if profile.findings:
        return Checked(profile.findings)
    done: list[Rendered] = []
    problems = []
    wanted = targets or list(profile.spec("targets") or {}) or ["kubelet"]
    missing = missing_versions(profile, wanted, context, fallback)
    try:
        demand_versions(profile, wanted, context, fallback)
    except CannotDo as problem:
        problems.append(str(problem))
    for target in (one for one in wanted if one not in missing):
        try:
            done.append(render(profile, target, context, fallback))
        except CannotDo as problem:  # noqa: PERF203  the other targets are still judged
            problems.append(str(problem))
    found = _merged(done)
    # Of a drop-in the main file decides; where another target has the same mistake, it is said there.
    told = {one.code for one in found if UNLESS in one.message}
    gaps = dict.fromkeys(gap for one in done for gap in one.not_checked if gap.code not in told)
    return Checked(found, tuple(gaps), tuple(problems), tuple(done))


def _merged(done: Sequence[Rendered]) -> tuple[Finding, ...]:
    """Findings of all targets, the same one once; one that not all targets have says on which it is."""
    on: dict[tuple[object, ...], list[tuple[str, Finding]]] = {}
    for one in done:
        for finding in one.findings:
            message = finding.message.removesuffix(f" ({UNLESS})")
            key = (finding.code, message, finding.origin.kind, finding.origin.route, finding.machine)
            on.setdefault(key, []).append((one.target, finding))
    return tuple(_on_targets(found, len(done)) for found in on.values())


def _on_targets(found: Sequence[tuple[str, Finding]], targets: int) -> Finding:
    """One finding of the same that several targets have: which they are, unless all; the strongest severity counts."""
    doubtful = [target for target, finding in found if finding.message.endswith(f" ({UNLESS})")]
    certain = [target for target, finding in found if target not in doubtful]
    finding = next((one for target, one in found if target in certain), found[0][1])
    if finding.code[:3] == "NC8" or (len(found) == targets and not (doubtful and certain)):
        return finding
    message = finding.message.removesuffix(f" ({UNLESS})")
    parts = [", ".join(certain), *([f"{', '.join(doubtful)} {UNLESS}"] if doubtful else [])]
    return finding._replace(message=f"{message} (on {'; on '.join(filter(None, parts))})")


def remark(finding: Finding, profile: Profile) -> report.Remark:
    """A finding with its place; one that only a default causes is on the first line of the profile."""
    origin = finding.origin
    if origin.source is not None:
        return report.Remark(finding, origin.source.locate(origin.route, key=finding.key))
    place = Location(profile.path, profile.source.index, "", (), Span(profile.line, 1, profile.line, 1))
    return report.Remark(finding, place)


def unreadable(path: str, error: Unreadable, data: bytes | str) -> report.FileReport:
    """The report on a text that is not YAML or JSON."""
    rule = BY_CODE["NC001"]
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    finding = rule.finding(hints.explained(error, text), Origin("document"))
    place = Location(path, 0, "", (), Span(error.line, error.column, error.line, error.column + 1))
    return report.FileReport(path, "unparsable", remarks=(report.Remark(finding, place),))


def document(profile: Profile, context: Context, fallback: Context) -> report.Document:
    """A profile as a report lists it."""
    kubernetes, names = context.kubernetes, tuple(machine.name for machine in context.machines)
    if not profile.with_version(kubernetes).findings:
        kubernetes = kubernetes or version.kubernetes(profile.spec("kubernetesVersion"))
        names = names or _names(profile) or tuple(machine.name for machine in fallback.machines)
    return report.Document(profile.source.index, profile.line, KIND, kubernetes, names)


def _names(profile: Profile) -> tuple[str, ...]:
    block = profile.spec("machine") or {}
    given: Iterable[str] = block.get("instanceTypes") or [
        block[key] if isinstance(block[key], str) else key
        for key in ("snapshot", "synthetic", "numaNodes")
        if key in block
    ]
    return tuple(given)


def merge(reports: Sequence[report.Report]) -> report.Report:
    """Several reports as one."""
    return report.Report(
        tuple(file for one in reports for file in one.files),
        problems=tuple(dict.fromkeys(problem for one in reports for problem in one.problems)),
    )
