"""A rendering written into a file of its platform, and proved by reading that file back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf import settings
from numaconf.context import NOTHING, Context
from numaconf.documents import pieces
from numaconf.errors import CannotDo, Problem
from numaconf.files import bystanders, nodes
from numaconf.files.recognise import as_kind
from numaconf.named import NamedTuple
from numaconf.profile.prove import no_hugepages, prove_subject
from numaconf.rules.judge import Selection
from numaconf.targets.registry import PLATFORMS, platform
from numaconf.verbs.into.written import written
from numaconf.verbs.render import Rendered, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.profile.model import Profile
    from numaconf.targets.platform import Platform
    from numaconf.targets.subject import Subject
    from numaconf.targets.target import Intent
    from numaconf.verbs.into.written import Written

LIMIT = 1 << 20
"""Bytes of a file that is written into; those of every platform are far smaller."""

BOM = "\ufeff"


class Into(NamedTuple):
    """What came of it: the file as it was and as it would be, and what the rendering was refused for or remarked on.

    `warnings`: what the file itself says beside the profile, which was there before.
    """

    rendered: Rendered
    before: str
    after: str = ""
    warnings: tuple[str, ...] = ()


def into(
    profile: Profile,
    target: str,
    path: str,
    data: bytes,
    name: str | None = None,
    context: Context = NOTHING,
    fallback: Context = NOTHING,
) -> Into:
    """The text of a file with what a profile says in it. With findings that refuse it, `rendered` has them.

    Raises Problem for a file that cannot be edited, CannotDo where it is not known what is meant.
    """
    row = platform(target)
    if not (row.into or row.into_part):
        able = ", ".join(one.name for one in PLATFORMS if one.into or one.into_part)
        says = row.into_instead or f"only {able} are"
        raise CannotDo(f"{target} is not written into: {says}", place="--into")
    before = _text(path, data)
    rendered = render(profile, target, context, fallback)
    if rendered.refused or rendered.intent is None:
        return Into(rendered, before)
    mark, text = (BOM, before[1:]) if before.startswith(BOM) else ("", before)
    done = written(row, rendered.intent, rendered.artifacts[0].text, text, path, name)
    findings, warnings = _proved(profile, rendered, row, path, text, done)
    # What the rendering leaves to be filled in does not matter to a file that it does not go into.
    said = tuple(one for one in rendered.warnings if "${" not in one)
    if row.into_around:  # and what the rendered document alone lacks was written beside it
        said = tuple(one for one in said if not one.startswith(row.primary))
    rendered = rendered._replace(findings=findings, warnings=said)
    return Into(rendered, before, mark + done.text, warnings)


def _text(path: str, data: bytes) -> str:
    if len(data) > LIMIT:
        raise Problem("is larger than 1 MiB, which is not written into", place=path)
    if bystanders.is_template(path, data):
        raise Problem("is a template still to be filled in", place=path, remedy="write into what it makes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem(f"is not UTF-8: {error.reason} at byte {error.start}", place=path) from None


def _proved(
    profile: Profile, rendered: Rendered, row: Platform, path: str, text: str, done: Written
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What is wrong with the file as it would be, and what was wrong with it before and is not the profile's matter."""
    resolved = rendered.resolved
    assert resolved is not None
    assert resolved.intent is not None
    subject = _subject(row, path, done.text, done)
    if subject is None:
        raise Problem("nothing of what was written is read back", place=path)
    if subject.refusal is not None:
        raise Problem(f"cannot be read back: {subject.refusal.message}", place=path)
    proof = prove_subject(profile, resolved, subject)
    hugepages = no_hugepages(profile, resolved.intent, [proof])
    old: set[tuple[str, str]] = set()
    before = None
    if text.strip():
        before = _subject(row, path, text, done)
        if before is not None and before.refusal is None:
            old = {(one.code, one.message) for one in prove_subject(profile, resolved, before).findings}
    findings, warnings = [], []
    for one in (*proof.findings, *hugepages):
        if one.code == "NC806" and (one.code, one.message) in old:
            _demand_readable(before, resolved.intent, path)
        if one.code != "NC806" and one.severity != "suspicious" and (one.code, one.message) in old:
            warnings.append(f"{path} had this before: {one.code} {one.message}")
        else:
            findings.append(one)
    warnings += _on_its_own(resolved.intent, subject, before, path, done.text)
    return tuple(findings), tuple(warnings)


def _demand_readable(before: Subject | None, intent: Intent, path: str) -> None:
    """Raises Problem where a file that results in no configuration has said so before, and why."""
    asked = Context(intent.kubernetes, intent.machines, intent.platforms)
    wrong = [one for one in _judged(before, asked) if one.severity == "will-not-start"] if before is not None else []
    if wrong:
        why = "\n".join(dict.fromkeys(f"{one.code} {one.message}" for one in wrong))
        raise Problem(f"results in no kubelet configuration, whatever is written into it:\n{why}", place=path)


def _on_its_own(intent: Intent, subject: Subject, before: Subject | None, path: str, text: str) -> Iterator[str]:
    """What to say where the file names another Kubernetes version or other machines than the profile. Raises Problem
    where what was written fails there.
    """
    asked = Context(intent.kubernetes, intent.machines, intent.platforms)
    modeline = settings.context(settings.modeline(text.encode(), path), path)
    own = nodes.said(subject).over(modeline).over(asked)
    names = [one.name for one in own.machines]
    other = []
    if own.kubernetes and own.kubernetes.minor != intent.kubernetes.minor:
        other.append((f"Kubernetes {own.kubernetes}", str(intent.kubernetes)))
    if sorted(names) != sorted(one.name for one in intent.machines):
        other.append((_few(names), _few([one.name for one in intent.machines])))
    if not other:
        return
    theirs, mine = (", ".join(words) for words in zip(*other, strict=True))
    differs = f"is for {theirs}, and the profile for {mine}"
    old = {one.code for one in _judged(before, own)} if before is not None else set()
    for one in _judged(subject, own):
        if one.code not in old:
            raise Problem(
                f"{differs}; there: {one.code} {one.message}",
                place=path,
                remedy="write into the file of the profile's nodes, or name these in the profile",
            )
    yield f"{path} {differs}: what was written was judged for both"


def _judged(subject: Subject, context: Context) -> list[Finding]:
    """What is wrong with a subject on its nodes, without what is only suspicious."""
    found = nodes.judge(subject, context, Selection()).findings
    return [one for one in found if one.severity != "suspicious"]


def _few(names: list[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more machine{'s' * (more > 1)}" if more > 0 else "")


def _subject(row: Platform, path: str, text: str, done: Written) -> Subject | None:
    """What the platform reads of the file: of documents that have names, those that were written into, and of a
    document that makes several nodes the one that was. None where that says nothing yet.
    """
    subjects = as_kind(row.name, path, text.encode())
    if len(subjects) == 1 and not row.together:
        return subjects[0]
    if done.node:
        at = [one for one in subjects if one.number in done.used and _at(one) == done.node]
        return at[0] if at else None
    sources = {source.index: source for one in subjects for source in one.sources if source.index in done.used}
    if not sources:
        return subjects[0]
    return subjects[0]._replace(sources=tuple(sources[index] for index in sorted(sources)))


def _at(subject: Subject) -> Route:
    return pieces.chosen(subject.sources[0]) if subject.sources else ()
