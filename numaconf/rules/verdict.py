"""The verdict at a place, over all versions that are still possible.

One of them will be the node's, and nobody knows which. What every version says is said; where every version objects to
the same place, though by different rules, that is said once; the rest is *not checked*.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from numaconf.findings import SEVERITIES, Finding, Holds, NotChecked, Related
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version

    Identity = tuple[Any, ...]

OPTIONS = {
    "Kubernetes": "--kubernetes-version",
    "Karpenter": "--karpenter-version",
    "Bottlerocket": "--bottlerocket-version",
}
REMEDY = f"pass {OPTIONS['Kubernetes']}"


class Platform(NamedTuple):
    """Versions of a platform's program that treat a document alike, `first` to `last`."""

    program: str
    first: Version
    last: Version


class Verdict(NamedTuple):
    """What is said for some Kubernetes versions in a row, on some versions of the platform: `node` False where no
    configuration came out of the reading.
    """

    versions: Sequence[Version]
    findings: list[Finding]
    gaps: list[NotChecked]
    node: bool = True
    platform: Platform | None = None
    unread: tuple[str, ...] = ()

    @property
    def stops(self) -> Finding | None:
        """What keeps any configuration from coming out: with it every place of the document is lost."""
        return None if self.node else next((one for one in self.findings if one.severity == "will-not-start"), None)


class Judgement:
    """What is wrong with a document, which rules could not be judged, and which of its settings are not followed.
    `empty`: no configuration came out of it, and nothing was said about that.
    """

    __slots__ = ("empty", "findings", "not_checked", "unread")

    def __init__(
        self,
        findings: tuple[Finding, ...] = (),
        not_checked: tuple[NotChecked, ...] = (),
        unread: tuple[str, ...] = (),
        *,
        empty: bool = False,
    ) -> None:
        self.findings, self.not_checked, self.unread, self.empty = findings, not_checked, unread, empty


def place(finding: Finding) -> Identity:
    """Where a finding is, as exactly as its reader knows."""
    origin = finding.origin
    word = getattr(origin.source.document, "word", None) if origin.source else None
    return (_source(origin.source), origin.kind, origin.route, word(origin.route) if word else None, finding.key)


def _source(source: Source | None) -> Identity:
    """What tells documents apart; a reader may wrap an embedded one again for each version."""
    return () if source is None else (source.path, source.index, source.line, source.route, *_source(source.outer))


def _line(finding: Finding) -> Identity:
    """The line on which a report shows a finding."""
    source = finding.origin.source
    if finding.origin.kind != "document" or source is None:
        return ("", 0)
    return (source.path, source.span(finding.origin.route, key=finding.key).line)


def places(finding: Finding) -> tuple[Identity, Identity]:
    """A finding's line, and its value, which may begin on a line below its key."""
    return _line(finding), place(finding)[:3]


def over_versions(verdicts: Sequence[Verdict]) -> Judgement:
    """What holds in every version, in the newest version's words."""
    unread = tuple(dict.fromkeys(reason for verdict in verdicts for reason in verdict.unread))
    empty = not any(one.node or one.findings or one.gaps for one in verdicts)
    if len(verdicts) == 1:
        return Judgement(tuple(verdicts[0].findings), tuple(dict.fromkeys(verdicts[0].gaps)), unread, empty=empty)
    verdicts = _in_runs(verdicts)
    said = _by_identity(verdicts)
    nodes = {number for number, verdict in enumerate(verdicts) if verdict.node}
    every = set(range(len(verdicts)))
    findings: list[Finding] = []
    divided: dict[str, tuple[list[int], dict[int, Finding]]] = {}
    for (code, *_), by_version in said.items():
        rule = BY_CODE.get(code)
        # A rule is asked only where there is a configuration; where there is none, the reader has said why.
        possible = nodes if rule is not None and not rule.reader and nodes else every
        if possible <= by_version.keys():
            findings.append(by_version[max(possible)])
        else:
            divided.setdefault(code, (sorted(possible), by_version))
    if divided:
        agreed = _agreed(verdicts, findings)
        findings += agreed
        for holds in (one for finding in agreed for one in finding.versions):
            divided.pop(holds.code, None)
    told = {finding.code for finding in findings}
    gaps = [NotChecked(code, _divided(*where, verdicts)) for code, where in divided.items()]
    gaps += (gap for verdict in verdicts for gap in verdict.gaps if gap.code not in told)
    return Judgement(tuple(findings), tuple(dict.fromkeys(gaps)), unread, empty=empty)


def _in_runs(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Verdicts of a platform that say the same for one version and the next, as one: there are a hundred of them where
    a platform's version is unknown too, and each may hold thousands of findings.
    """
    runs: list[Verdict] = []
    for one in verdicts:
        if runs and runs[-1][1:] == one[1:]:
            runs[-1] = runs[-1]._replace(versions=(*runs[-1].versions, *one.versions))
        else:
            runs.append(one)
    return runs


def _by_identity(verdicts: Sequence[Verdict]) -> dict[Identity, dict[int, Finding]]:
    """Each finding by the verdicts that have it: one of the same rule at the same place."""
    said: dict[Identity, dict[int, Finding]] = {}
    for number, verdict in enumerate(verdicts):
        seen: dict[Identity, int] = {}
        for finding in verdict.findings:
            # Of several findings of a rule at one place the first is the first in every version, and so on.
            about = (finding.code, *place(finding))
            nth = seen[about] = seen.get(about, -1) + 1
            said.setdefault((finding.code, nth, *about[1:]), {})[number] = finding
    return said


def _strength(finding: Finding) -> int:
    return len(SEVERITIES) - SEVERITIES.index(finding.severity)


def _agreed(verdicts: Sequence[Verdict], told: Sequence[Finding]) -> list[Finding]:
    """One finding for each place to which every version objects, by rules of its own; failing that, one where every
    version objects to something in the document.
    """
    by_place: list[dict[Identity, Finding]] = []
    dropped = [_dropped(verdict) for verdict in verdicts]
    for verdict in verdicts:
        there: dict[Identity, Finding] = {}
        for finding in sorted(verdict.findings, key=_strength):
            there |= dict.fromkeys(places(finding), finding)
        by_place.append(there)
    known: dict[Identity, int] = {}
    for finding in told:
        for where in places(finding):
            known[where] = max(known.get(where, 0), _strength(finding))
    agreed: dict[Identity, tuple[list[Finding], list[Finding]]] = {}
    for where in dict.fromkeys(where for there in by_place for where in there):
        each = [
            there.get(where) or _above(where, gone) or verdict.stops
            for there, gone, verdict in zip(by_place, dropped, verdicts, strict=True)
        ]
        found = [one for one in each if one is not None]
        if len(found) == len(each):
            weakest = min(map(_strength, found))
            if known.get(where, 0) < weakest:
                newest = found[-1]
                agreed.setdefault((newest.code, *place(newest)), (found, []))[1].extend(found)
    joined = [_joined(each, others, verdicts) for each, others in agreed.values()]
    # Lines of their own in every version, yet none without an objection. Where it is only that something has no effect,
    # one line may be there for one version, and one for another.
    each = [max(verdict.findings, key=_strength, default=None) for verdict in verdicts]
    found = [one for one in each if one is not None and one.severity != "suspicious"]
    if len(found) == len(each) and any(one.severity != "no-effect" for one in found):
        weakest = min(map(_strength, found))
        if all(_strength(one) < weakest for one in (*told, *joined)):
            joined.append(_joined(found, found, verdicts))
    return joined


def _dropped(verdict: Verdict) -> dict[Identity, Finding]:
    """The places of keys that somebody drops, and with them all that is below."""
    return {place(one)[:3]: one for one in verdict.findings if one.key and one.severity == "no-effect"}


def _above(where: Identity, dropped: dict[Identity, Finding]) -> Finding | None:
    """What drops a place with something above it."""
    if not dropped or len(where) != 3:
        return None
    source, kind, route = where
    return next((dropped[at] for n in range(len(route)) if (at := (source, kind, route[:n])) in dropped), None)


def _joined(each: Sequence[Finding], others: Iterable[Finding], verdicts: Sequence[Verdict]) -> Finding:
    """The newest version's finding, with the weakest of the severities, and which rule holds where."""
    newest = each[-1]
    weakest = min(each, key=_strength).severity
    holds = _holds([one.code for one in each], verdicts)
    if len({one.code for one in holds}) < 2:
        return newest._replace(severity=weakest)
    here = _line(newest)
    elsewhere = {_line(one): one for one in others if _line(one) != here and one.origin.kind == "document"}
    more = tuple(Related(one.origin, f"{one.code} {one.name}", one.key) for one in elsewhere.values())
    earlier = ", ".join(_span(one) for one in holds if one.code != newest.code)
    return newest._replace(
        severity=weakest,
        fix=None,  # it may be wrong for the other versions
        message=f"{newest.message} (wrong with other versions too: {earlier})",
        versions=tuple(holds),
        related=(*newest.related, *more),
    )


def _span(holds: Holds) -> str:
    until = "" if holds.first == holds.last else f" to {holds.last}"
    return f"{holds.code} with {holds.program} {holds.first}{until}"


def _holds(codes: Sequence[str], verdicts: Sequence[Verdict]) -> list[Holds]:
    """Which rule holds from which version to which: of the platform where that decides, else of Kubernetes."""
    platforms: dict[Platform | None, list[int]] = {}
    for number, verdict in enumerate(verdicts):
        platforms.setdefault(verdict.platform, []).append(number)
    rows: list[tuple[str, str, Version, Version]] = []
    if len(platforms) > 1 and all(len({codes[n] for n in numbers}) == 1 for numbers in platforms.values()):
        for platform, numbers in platforms.items():
            if platform is not None:
                rows.append((codes[numbers[0]], platform.program, platform.first, platform.last))
    else:
        for number in list(platforms.values())[-1]:
            versions = verdicts[number].versions
            rows.append((codes[number], "Kubernetes", versions[0], versions[-1]))
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row[:2])]
    return [Holds(run[0][0], run[0][1], _minor(run[0][2]), _minor(run[-1][3])) for run in runs]


def _minor(version: Version) -> str:
    return f"{version.major}.{version.minor}"


def _divided(possible: list[int], present: dict[int, Finding], verdicts: Sequence[Verdict]) -> str:
    """Between which versions the answer changes first: of the platform where that decides, else of Kubernetes."""
    for one, other, program in _neighbours(possible, verdicts):
        if (one in present) != (other in present):
            before, after = verdicts[one], verdicts[other]
            first, last = before.versions[-1], after.versions[0]
            if program != "Kubernetes" and before.platform and after.platform:
                first, last = before.platform.last, after.platform.first
            return f"differs between {program} {_minor(first)} and {_minor(last)}: pass {OPTIONS[program]}"
    return f"differs between Kubernetes versions: {REMEDY}"


def _differ_by_platform(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts are about another version of the platform and the same of Kubernetes."""
    same = one.versions[0] <= other.versions[-1] and other.versions[0] <= one.versions[-1]
    return same and other.platform is not None and other.platform != one.platform


def _neighbours(possible: list[int], verdicts: Sequence[Verdict]) -> Iterator[tuple[int, int, str]]:
    """Verdicts that differ by one step of one program, the platform's first."""
    for one in possible:
        before = verdicts[one]
        later = [other for other in possible if other > one and _differ_by_platform(before, verdicts[other])]
        for other in later:
            if before.platform and verdicts[other].platform == verdicts[later[0]].platform:
                yield one, other, before.platform.program
    for one, other in pairwise(possible):
        if verdicts[one].platform == verdicts[other].platform:
            yield one, other, "Kubernetes"
