"""Rules over everything that is still possible.

A rule is written for one definite Kubernetes version and machine. Where the version is unknown it is asked for all of
them: what all say is said, what some say is *not checked*. Several machines are all meant, so what holds for one of
them is said about that one.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from numaconf.findings import Finding, NotChecked
from numaconf.kubelet.version import FIRST, LAST, stands_in
from numaconf.rules.registry import BY_CODE, RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.rules.base import Check, Rule

    Identity = tuple[Any, ...]
    Said = TypeVar("Said", Finding, NotChecked)

REMEDY = "pass --kubernetes-version"

EVERY = range(FIRST, LAST + 1)


class Reading(Protocol):
    """What a platform's reader gives for one version and machine (`numaconf.targets.target.Reading` is one)."""

    @property
    def effective(self) -> EffectiveConfig | None: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def not_checked(self) -> tuple[NotChecked, ...]: ...
    @property
    def unread(self) -> tuple[str, ...]: ...


class Judgement:
    """What is wrong with a document, which rules could not be judged, and which of its settings are not followed."""

    __slots__ = ("findings", "not_checked", "unread")

    def __init__(
        self,
        findings: tuple[Finding, ...] = (),
        not_checked: tuple[NotChecked, ...] = (),
        unread: tuple[str, ...] = (),
    ) -> None:
        self.findings, self.not_checked, self.unread = findings, not_checked, unread


class Selection:
    """Some rules. Remembers which of them have anything to say about a configuration with given top-level fields, and
    loads no others.
    """

    __slots__ = ("_chosen", "codes", "rules")

    def __init__(self, rules: Iterable[Rule] = RULES) -> None:
        self.rules = tuple(rules)
        self.codes = frozenset(rule.code for rule in self.rules)
        self._chosen: dict[frozenset[str], tuple[tuple[Rule, Check], ...]] = {}

    def among(self, said: tuple[Said, ...]) -> list[Said]:
        """What is said by these rules."""
        return [one for one in said if one.code in self.codes] if said else []

    def of(self, node: EffectiveConfig) -> tuple[tuple[Rule, Check], ...]:
        """The rules that read one of the configuration's fields, with their functions."""
        fields = node.given
        if node.unknown:
            fields |= {str(route[0]) for route in node.unknown if route}
        return self._chosen.get(fields) or self._choose(fields)

    def _choose(self, fields: frozenset[str]) -> tuple[tuple[Rule, Check], ...]:
        found = self._chosen[fields] = tuple(
            (rule, check)
            for rule in self.rules
            if not rule.reader
            and (not rule.reads or not fields.isdisjoint(rule.reads))
            and (check := getattr(import_module(f"numaconf.rules.{rule.module}"), "check", None))
        )
        return found


ALL = Selection()


def judge(
    read: Callable[[Version, Machine | None], Reading],
    context: Context,
    selection: Selection = ALL,
    changes: frozenset[int] | range = EVERY,
) -> Judgement:
    """Judge what `read` gives for every version and machine that is still possible, by the selected rules.

    `changes`: the minors from which on `read` may give something else than for the minor before; in between, only the
    version itself differs.
    """
    if context.kubernetes and context.kubernetes.newer:
        found = _judge(read, context, selection, changes)
        gap = NotChecked("NC429", stands_in(context.kubernetes))
        return Judgement(found.findings, (*found.not_checked, *selection.among((gap,))))
    return _judge(read, context, selection, changes)


def _judge(
    read: Callable[[Version, Machine | None], Reading],
    context: Context,
    selection: Selection,
    changes: frozenset[int] | range,
) -> Judgement:
    versions, machines = context.versions(), context.machines or (None,)
    if len(versions) == 1 and len(machines) == 1:
        return _one(read(versions[0], machines[0]), selection)
    runs = _runs(versions, changes)
    if len(runs) == 1 and len(machines) == 1:
        reading = read(versions[-1], machines[0])
        node = reading.effective
        found = _one(reading, selection)
        if node is None or not node.looked:
            return found
    return _all(read, runs, machines, selection)


def _all(
    read: Callable[[Version, Machine | None], Reading],
    runs: Sequence[Sequence[Version]],
    machines: Sequence[Machine | None],
    selection: Selection,
) -> Judgement:
    """What holds for several versions or machines."""
    memory = _Memory(selection)
    verdicts = [
        _over_versions([one for run in runs for one in memory.judge(read(run[-1], machine), run, machine)])
        for machine in machines
    ]
    return (
        verdicts[0] if len(machines) == 1 else _over_machines(verdicts, [one.name if one else "" for one in machines])
    )


@lru_cache(256)
def _runs(versions: tuple[Version, ...], changes: frozenset[int] | range) -> list[list[Version]]:
    """Versions in a row for which the same is read."""
    runs: list[list[Version]] = []
    for version in versions:
        if not runs or version.minor in changes:
            runs.append([])
        runs[-1].append(version)
    return runs


def _one(reading: Reading, selection: Selection) -> Judgement:
    findings, gaps = selection.among(reading.findings), selection.among(reading.not_checked)
    node = reading.effective
    if node is not None:
        for _, check in selection.of(node):
            for said in check(node):
                (findings if isinstance(said, Finding) else gaps).append(said)  # type: ignore[arg-type]
    return Judgement(tuple(findings), tuple(dict.fromkeys(gaps)) if gaps else (), reading.unread)


class _Verdict(NamedTuple):
    """What is said for some versions in a row: `node` False where no configuration came out of the reading."""

    versions: Sequence[Version]
    findings: list[Finding]
    gaps: list[NotChecked]
    node: bool = True


class _Memory:
    """Answers that hold on: of rules that do not look at the version, or at the machine, for an equal configuration."""

    __slots__ = ("answers", "nodes", "selection")

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.nodes: list[EffectiveConfig] = []
        self.answers: dict[tuple[Any, ...], list[Finding | NotChecked]] = {}

    def judge(self, reading: Reading, run: Sequence[Version], machine: Machine | None) -> list[_Verdict]:
        """All that is said for one machine and for versions that share a reading; it was made for the last of them."""
        findings = self.selection.among(reading.findings)
        gaps = self.selection.among(reading.not_checked)
        node = reading.effective
        if node is None:
            return [_Verdict(run, findings, gaps, node=False)]
        group = self._group(node)
        answers = []
        older: list[EffectiveConfig] = []
        same = True
        for rule, check in self.selection.of(node):
            each = self._each((rule.code, group, id(machine) if rule.machine else None), check, node, older, run)
            if any(each):
                answers.append(each)
                same = same and len(each) == 1
        said = [_Verdict(run, findings, gaps)] if same else [_Verdict((one,), [*findings], [*gaps]) for one in run]
        for each in answers:
            for verdict, answer in zip(said, each if len(each) == len(said) else each * len(said), strict=True):
                for one in answer:
                    (verdict.findings if isinstance(one, Finding) else verdict.gaps).append(one)  # type: ignore[arg-type]
        return said

    def _each(
        self,
        key: tuple[Any, ...],
        check: Check,
        newest: EffectiveConfig,
        older: list[EffectiveConfig],
        run: Sequence[Version],
    ) -> list[list[Finding | NotChecked]]:
        """A rule's answer for each version, or one for all of them when it did not look at the version. `older` is
        filled with the configuration on the other versions when a rule first needs them.
        """
        found = self.answers.get(key)
        if found is not None:
            return [found]
        newest.looked = False
        answer = list(check(newest))
        if not newest.looked:
            self.answers[key] = answer
            return [answer]
        if not older:
            older += (newest.at(version) for version in run[:-1])
        return [*(list(check(node)) for node in older), answer]

    def _group(self, node: EffectiveConfig) -> int:
        """The number of the first configuration that is equal to this one."""
        for number, other in enumerate(self.nodes):
            if (
                node.config == other.config
                and node.unknown == other.unknown
                and node.has_file == other.has_file
                and node.extra == other.extra
                and node.origins == other.origins
            ):
                return number
        self.nodes.append(node)
        return len(self.nodes) - 1


def _place(finding: Finding) -> Identity:
    origin = finding.origin
    word = getattr(origin.source.document, "word", None) if origin.source else None
    return (_source(origin.source), origin.kind, origin.route, word(origin.route) if word else None, finding.key)


def _source(source: Source | None) -> Identity:
    """What tells documents apart; a reader may wrap an embedded one anew for each version."""
    return () if source is None else (source.path, source.index, source.line, source.route, *_source(source.outer))


def _over_versions(verdicts: Sequence[_Verdict]) -> Judgement:
    """What holds in every version; the newest version's words. Where every version ends over the same place, though for
    different reasons, the newest one's reason is given.
    """
    if len(verdicts) == 1:
        return Judgement(tuple(verdicts[0].findings), tuple(dict.fromkeys(verdicts[0].gaps)))
    said: dict[Identity, dict[int, Finding]] = {}
    fatal: dict[Identity, set[int]] = {}
    for number, verdict in enumerate(verdicts):
        seen: dict[Identity, int] = {}
        for finding in verdict.findings:
            place = _place(finding)
            # Of several remarks of a rule on one place the first is the first in every version, and so on.
            about = (finding.code, *place)
            nth = seen[about] = seen.get(about, -1) + 1
            said.setdefault((finding.code, nth, *place), {})[number] = finding
            if finding.severity == "will-not-start":
                fatal.setdefault(place, set()).add(number)
    nodes = {number for number, verdict in enumerate(verdicts) if verdict.node}
    every = set(range(len(verdicts)))
    findings: list[Finding] = []
    gaps: list[NotChecked] = []
    for identity, by_version in said.items():
        code, place = identity[0], identity[2:]
        rule = BY_CODE.get(code)
        possible = nodes if rule is not None and not rule.reader and nodes else every
        newest = by_version.get(max(possible))
        if possible <= by_version.keys():
            findings.append(by_version[max(possible)])
        elif possible <= fatal.get(place, set()):
            if newest is not None and newest.severity == "will-not-start":
                findings.append(newest)
        else:
            gaps.append(NotChecked(code, _divided(sorted(possible), by_version, verdicts)))
    told = {finding.code for finding in findings}
    gaps += (gap for verdict in verdicts for gap in verdict.gaps if gap.code not in told)
    return Judgement(tuple(findings), tuple(dict.fromkeys(gaps)))


def _divided(possible: list[int], present: dict[int, Finding], verdicts: Sequence[_Verdict]) -> str:
    """Between which versions the answer changes first."""
    for one, other in pairwise(possible):
        if (one in present) != (other in present):
            return (
                f"differs between Kubernetes {verdicts[one].versions[-1]} and {verdicts[other].versions[0]}: {REMEDY}"
            )
    return f"differs between Kubernetes versions: {REMEDY}"


def _over_machines(verdicts: Sequence[Judgement], names: Sequence[str]) -> Judgement:
    """Each remark once where it is the same for all machines, else once for each machine that it is about."""
    said: dict[Identity, list[tuple[str, Finding]]] = {}
    for verdict, name in zip(verdicts, names, strict=True):
        for finding in verdict.findings:
            said.setdefault((finding.code, finding.message, *_place(finding)), []).append((name, finding))
    findings: list[Finding] = []
    for same in said.values():
        if len(same) == len(verdicts):
            findings.append(same[0][1])
        else:
            findings += (finding._replace(machine=name) for name, finding in same)
    return Judgement(tuple(findings), tuple(dict.fromkeys(gap for verdict in verdicts for gap in verdict.not_checked)))
