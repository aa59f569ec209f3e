"""Files as their platforms would take them: what is wrong, on which line, and what could not be judged."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from numaconf import results as report
from numaconf import settings, suggest
from numaconf.context import Context
from numaconf.documents.source import Location, Source, Span, value_at
from numaconf.errors import CannotDo
from numaconf.files import nodes, recognise
from numaconf.findings import Finding, Fix, NotChecked
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules import judge
from numaconf.rules.registry import BY_CODE, BY_NAME, RULES
from numaconf.rules.verdict import Judgement
from numaconf.targets import registry
from numaconf.verbs.lint import as_kind, limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.documents.edits import Edit
    from numaconf.documents.errors import Unreadable
    from numaconf.findings import Change
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
    said_kind = options.kind or values.get("as")
    found = recognise.recognise(path, data, said_kind)
    if not found.subjects:
        status: report.Status = "unread" if found.unread else "skipped"
        return report.FileReport(path, status, found.reason) if named or found.known else None
    said = settings.context(values, path)
    selection = _selection(
        tuple(options.select or values.get("select", ())),
        (*options.ignore, *values.get("ignore", ())),
        config.path if config else "",
    )
    remarks: list[report.Remark] = []
    gaps: list[report.Gap] = []
    documents: list[report.Document] = []
    unread = [*found.unread]
    refused = False
    counted = limits.Counted()
    is_long = len(data) > limits.MOST_VALUES or b"*" in data  # an alias stands for many values
    for subject in found.subjects[: limits.MOST_SUBJECTS]:
        if subject.refusal is not None:
            if subject.refusal.limit:  # it is numaconf that goes no further: nothing is wrong with the text
                unread.append(f"{subject.refusal.line}:{subject.refusal.column}: {subject.refusal.message}")
                continue
            if _stops_at_placeholder(subject.refusal, data):
                if len(found.subjects) > 1:
                    unread.append(f"from line {subject.line} on it is {recognise.TEMPLATE}")
                    continue
                return report.FileReport(path, "skipped", recognise.TEMPLATE)
            remarks.append(_unreadable(path, subject, data))
            refused = True
            continue
        if (is_long or subject.sources[0].outer is not None) and counted.is_endless(subject):
            documents.append(report.Document(subject.number, subject.line, subject.kind))
            unread.append(f"more than {limits.MOST_VALUES} values in one configuration, which numaconf does not judge")
            continue
        if subject.kind == "profile":
            judgement, document = _profile(subject, options.context, said, selection)
            documents.append(document)
        else:
            context = nodes.known(subject, options.context, said)
            if context.older:
                documents.append(report.Document(subject.number, subject.line, subject.kind))
                unread.append(f"{context.older}; --kubernetes-version judges it for another")
                continue
            judgement = nodes.judge(subject, context, selection, main_file(options.main) if options.main else None)
            names = tuple(map(_NAME, context.machines))
            documents.append(report.Document(subject.number, subject.line, subject.kind, context.kubernetes, names))
        if judgement.findings:
            found_here: list[report.Remark] = []
            for finding in judgement.findings:
                if open_ := _left_open(finding.origin, key=finding.key):
                    gaps.append(report.Gap(subject.number, finding.code, f"{open_} is not filled in yet"))
                else:
                    found_here += _remark(path, subject, finding)
            if b"${" in data:
                found_here, unknown = _without_placeholders(data, found_here)
                gaps += unknown
            remarks += found_here
        gaps += _gaps(subject.number, judgement.not_checked)
        unread += judgement.unread
        if said_kind and (judgement.empty or as_kind.is_of_another(subject, said_kind)):
            unread.append(f"nothing in it is read by --as {said_kind}")
    silenced = 0
    if spoken_to and options.ignores:
        chosen = bool(options.select or options.ignore)
        remarks, silenced = _without_ignored(path, data, remarks, None if chosen else {gap.code for gap in gaps})
    if len(found.subjects) > limits.MOST_SUBJECTS:
        unread.append(f"{len(found.subjects)} configurations in one file: the first {limits.MOST_SUBJECTS} are judged")
    most, more = limits.most(remarks)
    unread += more
    status = "unparsable" if refused and not documents else "unread" if unread else "checked"
    if status == "checked" and said_kind and as_kind.is_nothing_of_it(found.subjects[0], data):
        status = "unparsable"
    reason = "; ".join(dict.fromkeys(unread)) or None
    return report.FileReport(path, status, reason, tuple(documents), most, tuple(gaps), silenced)


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
    if not select and not ignore:
        return judge.ALL
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


def _remark(path: str, subject: Subject, finding: Finding) -> Iterator[report.Remark]:
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
    yield report.Remark(bare, place, made, related)


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


def _stops_at_placeholder(refusal: Unreadable, data: bytes) -> bool:
    """Whether a text cannot be read because of something that is not filled in yet (`max-pods = ${pods}`)."""
    from numaconf.documents import placeholders

    lines = data.decode("utf-8", "replace").split("\n")
    return refusal.line <= len(lines) and placeholders.in_value(lines[refusal.line - 1])


def _unreadable(path: str, subject: Subject, data: bytes) -> report.Remark:
    from numaconf.documents import hints

    refusal = subject.refusal
    assert refusal is not None
    lead = registry.BY_NAME[subject.kind].decoder
    says = f"{lead}{refusal.message}" if lead is not None and not refusal.limit else None
    finding = BY_CODE["NC001"].finding(
        hints.explained(refusal, data.decode("utf-8", "replace")), Origin("document"), says=says
    )
    span = Span(refusal.line, refusal.column, refusal.line, refusal.column + 1)
    return report.Remark(finding, Location(path, subject.number, "", (), span))


def _without_placeholders(
    data: bytes, remarks: Sequence[report.Remark]
) -> tuple[list[report.Remark], list[report.Gap]]:
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
            gaps.append(report.Gap(remark.location.document, finding.code, f"{open_} is not filled in yet"))
        else:
            kept.append(remark)
    return kept, gaps


def _without_ignored(
    path: str, data: bytes, remarks: Sequence[report.Remark], open_codes: set[str] | None
) -> tuple[list[report.Remark], int]:
    """The remarks that no comment silences, remarks about comments that silence nothing, and how many are silenced.

    With `open_codes` None (some rules were not asked) unused comments are not remarked on.
    """
    from numaconf.verbs.lint import ignores

    comments = ignores.find(data.decode("utf-8", "replace"))
    kept, unused = ignores.apply(remarks, comments)
    silenced = len(remarks) - len(kept)

    def about(code: str, message: str, comment: ignores.Ignore) -> report.Remark:
        place = Location(path, 0, "", (), comment.span)
        return report.Remark(BY_CODE[code].finding(message, Origin("document")), place)

    for comment in comments:
        for word in comment.wrong:
            known = BY_NAME.get(word)
            hint = f": write {known.code}" if known else ": write the code in brackets, ignore[NC101]"
            kept.append(about("NC902", f"{word or 'nothing'!r} is not a code{hint}", comment))
    for comment in unused:
        undecided = open_codes is None or any(code.startswith(comment.codes) for code in open_codes)
        if comment.codes and not undecided:
            unknown = [code for code in comment.codes if not any(known.startswith(code) for known in BY_CODE)]
            why = f"there is no rule {unknown[0]}" if unknown else f"{', '.join(comment.codes)} is not reported here"
            kept.append(about("NC901", f"nothing to ignore: {why}; take the comment out", comment))
    return kept, silenced
