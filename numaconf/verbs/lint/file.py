"""Files as their platforms would take them: what is wrong, on which line, and what could not be judged."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from numaconf import results as report
from numaconf import settings, suggest
from numaconf.context import Context
from numaconf.documents.source import Source
from numaconf.errors import CannotDo
from numaconf.files import nodes, recognise
from numaconf.findings import NotChecked
from numaconf.named import NamedTuple
from numaconf.rules import judge
from numaconf.rules.registry import BY_CODE, BY_NAME, RULES
from numaconf.rules.verdict import Judgement
from numaconf.verbs.lint import as_kind, limits, remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.errors import Unreadable
    from numaconf.targets.subject import Subject


_NAME = attrgetter("name")


class Options(NamedTuple):
    """How to lint. `context`: what options say about the node. `config`: a configuration file in place of the nearest.

    `select` and `ignore` are codes, beginnings of codes (`NC1`), or names. `main`: the path of the main file that flags
    and drop-ins stand over.
    """

    context: Context = Context()
    kind: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignores: bool = True
    config: settings.Config | None = None
    main: str | None = None


@suggest.bounded(suggest.MOST)
def lint(path: str, data: bytes, options: Options, *, named: bool = True) -> report.FileReport | None:
    """The report on one file; None for a file that a walk found and that is not for numaconf.

    Raises CannotDo for a context that names no version or machine.
    """
    spoken_to = b"numaconf:" in data  # by a modeline, or an ignore
    config = options.config or settings.nearest(path)
    values = config.of(path) if config else {}
    if spoken_to:
        values = values | settings.modeline(data, path)
    kind = options.kind or values.get("as")
    found = recognise.recognise(path, data, kind)
    subjects = found.subjects
    if not subjects:
        status: report.Status = "unread" if found.unread else "skipped"
        return report.FileReport(path, status, found.reason) if named or found.known else None
    file = _File(path, data, kind, settings.context(values, path), _selected(options, values, config), found.unread)
    refusal = subjects[0].refusal
    if len(subjects) == 1 and refusal is not None and remarks.stops_at_placeholder(refusal, data):
        return report.FileReport(path, "skipped", recognise.TEMPLATE)
    for subject in subjects[: limits.MOST_SUBJECTS]:
        file.take(subject, options)
    if spoken_to and options.ignores:
        file.silence(all_rules=not (options.select or options.ignore))
    if len(subjects) > limits.MOST_SUBJECTS:
        file.unread.append(f"{len(subjects)} configurations in one file: the first {limits.MOST_SUBJECTS} are judged")
    return file.report(subjects[0])


class _File:
    """A file while its subjects are judged: what is known of it, and what was found so far. `kind`: what it is said to
    be. `said`: what its modelines and the configuration file say about its node.
    """

    __slots__ = (
        "counted", "data", "documents", "gaps", "kind", "path", "refused", "remarks", "said", "selection", "silenced",
        "unread",
    )  # fmt: skip

    def __init__(
        self,
        path: str,
        data: bytes,
        kind: str | None,
        said: Context,
        selection: judge.Selection,
        unread: Sequence[str],
    ) -> None:
        self.path, self.data, self.kind, self.said, self.selection = path, data, kind, said, selection
        self.documents: list[report.Document] = []
        self.remarks: list[report.Remark] = []
        self.gaps: list[report.Gap] = []
        self.unread = [*unread]
        self.refused, self.silenced = False, 0
        self.counted: limits.Counted | None = None

    def take(self, subject: Subject, options: Options) -> None:
        """Judge one of its subjects."""
        if subject.refusal is not None:
            self._refuse(subject, subject.refusal)
            return
        if self._is_endless(subject):
            self.documents.append(report.Document(subject.number, subject.line, subject.kind))
            self.unread.append(
                f"more than {limits.MOST_VALUES} values in one configuration, which numaconf does not judge"
            )
            return
        judgement = self._judged(subject, options)
        if judgement is None:
            return
        if judgement.findings:
            told, open_ = remarks.of(self.path, self.data, subject, judgement.findings)
            self.remarks += told
            self.gaps += open_
        self.gaps += _gaps(subject.number, judgement.not_checked)
        self.unread += judgement.unread
        if self.kind and (judgement.empty or as_kind.is_of_another(subject, self.kind)):
            self.unread.append(f"nothing in it is read by --as {self.kind}")

    def _refuse(self, subject: Subject, refusal: Unreadable) -> None:
        """Tell of a subject that its reader refuses."""
        if refusal.limit:  # it is numaconf that goes no further: nothing is wrong with the text
            self.unread.append(f"{refusal.line}:{refusal.column}: {refusal.message}")
        elif remarks.stops_at_placeholder(refusal, self.data):
            self.unread.append(f"from line {subject.line} on it is {recognise.TEMPLATE}")
        else:
            self.remarks.append(remarks.unreadable(self.path, subject, refusal, self.data))
            self.refused = True

    def _is_endless(self, subject: Subject) -> bool:
        """Whether a subject has more values than are judged; of a short text only an alias stands for many."""
        if len(self.data) <= limits.MOST_VALUES and b"*" not in self.data and subject.sources[0].outer is None:
            return False
        self.counted = self.counted or limits.Counted()
        return self.counted.is_endless(subject)

    def _judged(self, subject: Subject, options: Options) -> Judgement | None:
        """What is wrong with a subject; None for one of a Kubernetes version older than all that are known."""
        if subject.kind == "profile":
            judgement, document = _profile(subject, options.context, self.said, self.selection)
            self.documents.append(document)
            return judgement
        context = nodes.known(subject, options.context, self.said)
        if context.older:
            self.documents.append(report.Document(subject.number, subject.line, subject.kind))
            self.unread.append(f"{context.older}; --kubernetes-version judges it for another")
            return None
        judgement = nodes.judge(subject, context, self.selection, main_file(options.main) if options.main else None)
        names = tuple(map(_NAME, context.machines))
        document = report.Document(subject.number, subject.line, subject.kind, context.kubernetes, names)
        self.documents.append(document)
        return judgement

    def silence(self, *, all_rules: bool) -> None:
        """Take out what comments in it silence; where all rules were asked, a comment that silences nothing is told."""
        from numaconf.verbs.lint import ignores

        open_codes = {gap.code for gap in self.gaps} if all_rules else None
        self.remarks, self.silenced = ignores.applied(self.path, self.data, self.remarks, open_codes)

    def report(self, first: Subject) -> report.FileReport:
        """What there is to report of it, once all is judged."""
        most, more = limits.most(self.remarks)
        unread = [*self.unread, *more]
        status: report.Status = "checked"
        if self.refused and not self.documents:
            status = "unparsable"
        elif unread:
            status = "unread"
        elif self.kind and as_kind.is_nothing_of_it(first, self.data):
            status = "unparsable"
        reason = "; ".join(dict.fromkeys(unread)) if unread else None
        return report.FileReport(
            self.path, status, reason, tuple(self.documents), most, tuple(self.gaps), self.silenced
        )


def _selected(options: Options, values: settings.Values, config: settings.Config | None) -> judge.Selection:
    """The rules that options or a configuration file select."""
    select, ignore = options.select or values.get("select", ()), (*options.ignore, *values.get("ignore", ()))
    return _selection(tuple(select), ignore, config.path if config else "") if select or ignore else judge.ALL


@lru_cache(4)
def main_file(path: str) -> Source:
    """The kubelet's main file, as it was named. Raises CannotDo for one that cannot be read."""
    from numaconf.documents import hints, load, reading
    from numaconf.documents.errors import Unreadable

    data = reading.contents(path, "the main file")
    try:
        return Source(path, load.read(data), whole=True)
    except Unreadable as error:
        raise hints.problem(error, path, data, CannotDo) from None


def _profile(
    subject: Subject, context: Context, said: Context, selection: judge.Selection
) -> tuple[Judgement, report.Document]:
    """What is wrong with a profile on the targets that it names, as `validate` says it."""
    from numaconf.profile.load import of
    from numaconf.verbs import validate

    (source,) = subject.sources
    profile = of(source)
    checked = validate.check(profile, (), context, said)
    gaps = [*checked.not_checked, *(NotChecked("NC805", " ".join(one.split())) for one in checked.problems)]
    judgement = Judgement(
        tuple(one for one in checked.findings if one.code in selection.codes),
        tuple(one for one in gaps if one.code in selection.codes),
    )
    return judgement, validate.document(profile, context, said)


@lru_cache(256)
def _gaps(number: int, not_checked: tuple[NotChecked, ...]) -> tuple[report.Gap, ...]:
    """The gaps of a document; those of most files are the same."""
    return tuple(report.Gap(number, one.code, one.reason) for one in not_checked)


@lru_cache(64)
def _selection(select: tuple[str, ...], ignore: tuple[str, ...], place: str) -> judge.Selection:
    """The rules that are selected. Raises CannotDo for what names none."""
    chosen = _named(select, place) if select else {rule.code for rule in RULES}
    return judge.Selection(rule for rule in RULES if rule.code in chosen - _named(ignore, place))


def demand_rules(words: Iterable[str]) -> None:
    """Raises CannotDo for a word that names no rule."""
    _named(words)


def _named(words: Iterable[str], place: str = "") -> set[str]:
    codes: set[str] = set()
    for word in words:
        settings.demand_rule(word, place)
        codes |= {BY_NAME[word].code} if word in BY_NAME else {one for one in BY_CODE if one.startswith(word.upper())}
    return codes
