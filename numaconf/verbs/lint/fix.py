"""Files fixed by the fixes of their remarks, as long as that makes them better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import edits
from numaconf.named import NamedTuple
from numaconf.verbs.lint.file import lint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.results import FileReport, Remark
    from numaconf.verbs.lint.file import Options

ROUNDS = 10
"""One fix can uncover another; no file needs more rounds."""

ALONE = 50
"""So many fixes are tried one by one where all together would not make a file better."""

BOM = "\ufeff"


class Fixed(NamedTuple):
    """A file after its fixes: its bytes, its report, the remarks whose fixes were made, and those whose fix was not,
    with the reason.
    """

    data: bytes
    report: FileReport | None
    made: tuple[Remark, ...] = ()
    open: tuple[tuple[Remark, str], ...] = ()


def fixed(path: str, data: bytes, options: Options, *, unsafe: bool = False) -> Fixed:
    """The file after its safe fixes (with `unsafe` all); the same bytes where nothing can be fixed.

    Whatever a fix says, it is undone where its remark stays, the file cannot be read any more, or a node that started
    would not. A fix that uncovers another mistake, which was there all the time, is made.
    """
    report = lint(path, data, options)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Fixed(data, report, (), tuple((one, "the file is not UTF-8") for one in _fixable(report)))
    mark, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    made: list[Remark] = []
    seen = {text}
    why: dict[object, str] = {}
    for _ in range(ROUNDS):
        wanted = [one for one in _fixable(report) if unsafe or _is_safe(one)]
        step = _round(path, text, mark, report, wanted, options, why)
        if step is None or step[0] in seen:
            break
        text, report, done = step
        seen.add(text)
        made += done
    open_ = tuple((one, _reason(one, why, unsafe=unsafe)) for one in _fixable(report))
    return Fixed((mark + text).encode(), report, tuple(made), open_)


def _round(
    path: str,
    text: str,
    mark: str,
    report: FileReport | None,
    wanted: Sequence[Remark],
    options: Options,
    why: dict[object, str],
) -> tuple[str, FileReport | None, list[Remark]] | None:
    """The text after all of the fixes that can be made together, or else after the first that can be made alone."""
    together = _apart(wanted)
    groups = [together] if together else []
    groups += [[one] for one in wanted[:ALONE]] if len(wanted) > 1 else []
    for group in groups:
        after = edits.apply(text, [edit for one in group for edit in one.edits])
        if after == text:
            continue
        found = lint(path, (mark + after).encode(), options)
        objection = _objection(report, found, group)
        if not objection:
            return after, found, list(group)
        if len(group) == 1:
            why[_name(group[0])] = objection
    return None


def _apart(wanted: Sequence[Remark]) -> list[Remark]:
    """The remarks whose edits do not touch one another; a fix is made whole or not at all."""
    chosen: list[Remark] = []
    taken: list[edits.Edit] = []
    for one in wanted:
        if one.edits and not any(_touch(edit, other) for edit in one.edits for other in taken):
            chosen.append(one)
            taken += one.edits
    return chosen


def _touch(one: edits.Edit, other: edits.Edit) -> bool:
    if one == other:
        return False
    a, b = one.span, other.span
    return (a.line, a.column) < (b.end_line, b.end_column) and (b.line, b.column) < (a.end_line, a.end_column)


def _objection(before: FileReport | None, after: FileReport | None, made: Sequence[Remark]) -> str:
    """Why a file is not better with these fixes; empty if it is."""
    if after is None or after.status not in {"checked", "unread"}:
        return "the file could not be read any more"
    left = [_name(one) for one in after.remarks]
    for one in made:
        name = _name(one)
        if left.count(name) >= [_name(old) for old in (before.remarks if before else ())].count(name):
            return "the finding would stay"
    if any(one.finding.code.startswith("NC00") and one.finding.severity == "will-not-start" for one in made):
        return ""  # nothing was decoded before: what is seen now was there all the time
    if _fatal(after) > _fatal(before):
        new = next(one for one in after.remarks if _is_fatal(one) and _name(one) not in {_name(o) for o in _of(before)})
        return f"{new.finding.code} would keep the kubelet from starting"
    return ""


def _of(report: FileReport | None) -> tuple[Remark, ...]:
    return report.remarks if report else ()


def _fatal(report: FileReport | None) -> int:
    return sum(_is_fatal(one) for one in _of(report))


def _is_fatal(remark: Remark) -> bool:
    return remark.finding.severity in {"refused", "will-not-start"}


def _name(remark: Remark) -> tuple[object, ...]:
    """What tells remarks apart in a file that changes."""
    place = remark.location
    return remark.finding.code, place.document, place.pointer, place.embedded


def _fixable(report: FileReport | None) -> Iterable[Remark]:
    return [one for one in _of(report) if one.finding.fix and one.edits]


def _is_safe(remark: Remark) -> bool:
    return remark.finding.fix is not None and remark.finding.fix.applicability == "safe"


def _reason(remark: Remark, why: dict[object, str], *, unsafe: bool) -> str:
    if not unsafe and not _is_safe(remark):
        return "needs --unsafe-fixes"
    return why.get(_name(remark), "another fix is at the same place")
