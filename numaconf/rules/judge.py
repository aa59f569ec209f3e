"""Rules over everything that is still possible.

A rule is written for one definite Kubernetes version and machine. Where the version is unknown, or the platform's,
it is asked for all of them, and the verdict at each place counts (`verdict`). Several machines are all meant, so what
holds for one of them is said (`fleet`).
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from numaconf.findings import Finding, NotChecked
from numaconf.kubelet.version import FIRST, LAST
from numaconf.rules.registry import RULES
from numaconf.rules.verdict import Judgement, Platform, Verdict, over_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Protocol, TypeVar

    from numaconf.context import Context
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.rules.base import Check, Rule
    from numaconf.rules.sound import Question

    Read = Callable[[Version, Machine | None], "Reading"]
    Asked = tuple[tuple[Rule, Check], ...]
    Said = TypeVar("Said", Finding, NotChecked)

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


EVERY = range(FIRST, LAST + 1)


class Selection:
    """Some rules. Remembers which of them have anything to say about a configuration with given top-level fields, and
    loads no others.
    """

    __slots__ = ("_readers", "codes", "rules")

    def __init__(self, rules: Iterable[Rule] = RULES) -> None:
        self.rules = tuple(rules)
        self.codes = frozenset(rule.code for rule in self.rules)
        self._readers: dict[frozenset[str], _Readers] = {}

    def among(self, said: tuple[Said, ...]) -> list[Said]:
        """What is said by these rules."""
        return [one for one in said if one.code in self.codes] if said else []

    def of(self, node: EffectiveConfig) -> Asked:
        """The rules that read one of the configuration's fields, with their functions; without those that have nothing
        to say of what is sound.
        """
        readers = self._readers_of(node)
        answers = tuple([question(node) for question in readers.questions])
        return readers.left.get(answers) or readers.leave(answers)

    def of_versions(self, node: EffectiveConfig) -> Asked:
        """The same for a configuration that may be of several versions: what is sound is so on each of them."""
        readers = self._readers_of(node)
        answers = tuple([_is_sound_on_all(question, node) for question in readers.questions])
        return readers.left.get(answers) or readers.leave(answers)

    def _readers_of(self, node: EffectiveConfig) -> _Readers:
        fields = node.given
        if node.unknown:
            fields |= {str(route[0]) for route in node.unknown if route}
        found = self._readers.get(fields)
        if found is None:
            asked = (rule for rule in self.rules if not rule.reader)
            found = _Readers(rule for rule in asked if not rule.reads or not fields.isdisjoint(rule.reads))
            self._readers[fields] = found
        return found


class _Readers:
    """Rules that read one of some fields. `questions`: which spare some of them. `left`: the others, by the answers."""

    __slots__ = ("left", "questions", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        from numaconf.rules.sound import QUESTIONS

        self.rules = tuple((rule, QUESTIONS.get(rule.code)) for rule in rules)
        self.questions = tuple(dict.fromkeys(question for _, question in self.rules if question))
        self.left: dict[tuple[bool, ...], Asked] = {}

    def leave(self, answers: tuple[bool, ...]) -> Asked:
        """The rules that are not spared, with their functions."""
        spared = {question for question, answer in zip(self.questions, answers, strict=True) if answer}
        found = self.left[answers] = tuple(
            (rule, check)
            for rule, question in self.rules
            if question not in spared
            and (check := getattr(import_module(f"numaconf.rules.{rule.module}"), "check", None))
        )
        return found


def _is_sound_on_all(question: Question, node: EffectiveConfig) -> bool:
    node.version_was_read = False
    return question(node) and not node.version_was_read


ALL = Selection()


def fatal(reading: Reading, known: Context) -> list[Finding]:
    """What keeps a kubelet from starting with a reading, of one version and machine."""
    judged = judge(lambda _, __: reading, known)
    return [one for one in judged.findings if one.severity == "will-not-start"]


def judge(
    read: Read,
    context: Context,
    selection: Selection = ALL,
    changes: frozenset[int] | range = EVERY,
    platforms: Sequence[tuple[Platform, Read]] = (),
    platform: str = "",
) -> Judgement:
    """Judge what `read` gives for every version and machine that is still possible, by the selected rules.

    `changes`: the minors from which on `read` may give something else than for the minor before; in between, only the
    version itself differs. `platforms`: where the platform's version is unknown, each that behaves in a way of its own,
    oldest first, with what then takes the place of `read`. `platform`: whose documents they are.
    """
    found = _judge(read, context, selection, changes, platforms)
    newer = context.stand_ins(platform)
    if not newer:
        return found
    gaps = selection.among(tuple(NotChecked("NC429", why) for why in newer))
    return Judgement(found.findings, (*found.not_checked, *gaps), found.unread)


def _judge(
    read: Read,
    context: Context,
    selection: Selection,
    changes: frozenset[int] | range,
    platforms: Sequence[tuple[Platform, Read]],
) -> Judgement:
    versions, machines = context.versions(), context.machines or (None,)
    if not platforms and len(machines) == 1:
        if len(versions) == 1:
            return of_reading(read(versions[0], machines[0]), selection)
        if len(_runs(versions, changes)) == 1:
            reading = read(versions[-1], machines[0])
            node = reading.effective
            found = of_reading(reading, selection)
            if node is None or not node.version_was_read:
                return found
    verdicts = list(_each_machine(platforms or [(None, read)], versions, changes, machines, selection))
    if len(machines) == 1:
        return verdicts[0]
    from numaconf.rules.fleet import over_machines

    return over_machines(verdicts, [one.name if one else "" for one in machines])


def _each_machine(
    reads: Sequence[tuple[Platform | None, Read]],
    versions: tuple[Version, ...],
    changes: frozenset[int] | range,
    machines: Sequence[Machine | None],
    selection: Selection,
) -> Iterator[Judgement]:
    """What holds for all versions, machine by machine."""
    memory = _Memory(selection)
    runs = [_runs(versions, changes)] * len(reads)
    for number, machine in enumerate(machines):
        if number == 1 and len(runs[0]) > 1:
            # Whether a reader looks at the version does not depend on the machine, which a pool may have dozens of.
            runs = [list(_alike(read, each, machines[0])) for (_, read), each in zip(reads, runs, strict=True)]
        verdicts: list[Verdict] = []
        for (platform, read), each in zip(reads, runs, strict=True):
            for run in each:
                found = memory.judge(read(run[-1], machine), run, machine)
                verdicts += (one._replace(platform=platform) for one in found) if platform else found
        yield over_versions(verdicts)


def _alike(read: Read, runs: Sequence[Sequence[Version]], machine: Machine | None) -> Iterator[list[Version]]:
    """Versions in a row for which a machine's readings are equal."""
    current: list[Version] = []
    before: Reading | None = None
    for run in runs:
        reading = read(run[-1], machine)
        if before is not None and not _same(before, reading):
            yield current
            current = []
        current = [*current, *run]
        before = reading
    yield current


def _same(one: Reading, other: Reading) -> bool:
    nodes = one.effective, other.effective
    alike = nodes == (None, None) or (nodes[0] is not None and nodes[1] is not None and _equal(nodes[0], nodes[1]))
    return alike and (one.findings, one.not_checked, one.unread) == (other.findings, other.not_checked, other.unread)


def _equal(node: EffectiveConfig, other: EffectiveConfig) -> bool:
    """Whether two configurations are the same, but for version and machine."""
    return (
        node.config == other.config
        and node.unknown == other.unknown
        and node.has_file == other.has_file
        and node.facts == other.facts
        and node.origins == other.origins
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


def of_reading(reading: Reading, selection: Selection) -> Judgement:
    """What a platform's reader and the rules say to one version and machine."""
    findings, gaps = selection.among(reading.findings), selection.among(reading.not_checked)
    node = reading.effective
    if node is not None:
        for _, check in selection.of(node):
            for said in check(node):
                (findings if isinstance(said, Finding) else gaps).append(said)  # type: ignore[arg-type]  # its own kind
    empty = node is None and not findings and not gaps
    return Judgement(tuple(findings), tuple(dict.fromkeys(gaps)) if gaps else (), reading.unread, empty=empty)


class _Memory:
    """Answers that hold on: of rules that do not look at the version, or at the machine, for an equal configuration."""

    __slots__ = ("answers", "nodes", "selection")

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.nodes: list[EffectiveConfig] = []
        self.answers: dict[tuple[Any, ...], list[Finding | NotChecked]] = {}

    def judge(self, reading: Reading, run: Sequence[Version], machine: Machine | None) -> list[Verdict]:
        """All that is said for one machine and for versions that share a reading; it was made for the last of them."""
        findings = self.selection.among(reading.findings)
        gaps = self.selection.among(reading.not_checked)
        node = reading.effective
        if node is None:
            return [Verdict(run, findings, gaps, node=False, unread=reading.unread)]
        group = self._group(node)
        answers = []
        older: list[EffectiveConfig] = []
        same = True
        for rule, check in self.selection.of_versions(node):
            each = self._each((rule.code, group, id(machine) if rule.machine else None), check, node, older, run)
            if any(each):
                answers.append(each)
                same = same and len(each) == 1
        unread = reading.unread
        if same:
            said = [Verdict(run, findings, gaps, unread=unread)]
        else:
            said = [Verdict((one,), [*findings], [*gaps], unread=unread) for one in run]
        for each in answers:
            for verdict, answer in zip(said, each if len(each) == len(said) else each * len(said), strict=True):
                for one in answer:
                    (verdict.findings if isinstance(one, Finding) else verdict.gaps).append(one)  # type: ignore[arg-type]  # its own kind
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
        newest.version_was_read = False
        answer = list(check(newest))
        if not newest.version_was_read:
            self.answers[key] = answer
            return [answer]
        if not older:
            older += (newest.with_(kubernetes=version) for version in run[:-1])
        return [*(list(check(node)) for node in older), answer]

    def _group(self, node: EffectiveConfig) -> int:
        """The number of the first configuration that is equal to this one."""
        for number, other in enumerate(self.nodes):
            if _equal(node, other):
                return number
        self.nodes.append(node)
        return len(self.nodes) - 1
