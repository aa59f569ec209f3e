"""A rendering written into a file of its platform, and proved by reading that file back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context
from numaconf.errors import CannotDo, Problem
from numaconf.files import bystanders
from numaconf.files.recognise import as_kind
from numaconf.named import NamedTuple
from numaconf.profile.prove import no_hugepages, prove_subject
from numaconf.targets.registry import PLATFORMS, hook, platform
from numaconf.verbs.into.edits import Contradiction, edits
from numaconf.verbs.into.places import at, chosen, documents
from numaconf.verbs.render import Rendered, render

if TYPE_CHECKING:
    from numaconf.findings import Finding
    from numaconf.profile.model import Profile
    from numaconf.targets.platform import Platform
    from numaconf.targets.subject import Subject
    from numaconf.verbs.into.edits import Edit
    from numaconf.verbs.into.places import Document

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
    if not row.into:
        able = ", ".join(one.name for one in PLATFORMS if one.into)
        raise CannotDo(f"{target} is not written into: only {able} are", place="--into")
    before = _text(path, data)
    rendered = render(profile, target, context, fallback)
    if rendered.refused:
        return Into(rendered, before)
    mark, text = (BOM, before[1:]) if before.startswith(BOM) else ("", before)
    after, used = _edited(row, rendered, text, path, name)
    findings, warnings = _proved(profile, rendered, row, path, (text, after), used)
    # What the rendering leaves to be filled in is no matter of a file that it does not go into.
    said = tuple(one for one in rendered.warnings if "${" not in one)
    done = rendered._replace(findings=findings, warnings=said)
    return Into(done, before, mark + after, warnings)


def _text(path: str, data: bytes) -> str:
    if len(data) > LIMIT:
        raise Problem("is larger than 1 MiB, which is not written into", place=path)
    if bystanders.is_template(path, data):
        raise Problem("is a template still to be filled in", place=path, remedy="write into what it makes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem(f"is not UTF-8: {error.reason} at byte {error.start}", place=path) from None


def _edited(row: Platform, rendered: Rendered, text: str, path: str, name: str | None) -> tuple[str, frozenset[int]]:
    """The text with the rendering in it, and the numbers of the documents that it went into."""
    made = rendered.artifacts[0].text
    if row.primary.endswith(".toml"):
        return _toml(row, rendered, made, text, path), frozenset()
    if text.lstrip().startswith("{"):
        raise Problem("is JSON, and only YAML and TOML are written into", place=path)
    start, end = hook(row.into_text)(text, path) if row.into_text else (0, len(text))
    inner = text[start:end]
    there = documents(inner, path)
    if not there:
        return text[:end] + made + text[end:], frozenset()
    changes: dict[int, list[Edit]] = {}
    for one in documents(made, path):
        found = chosen(there, one.kind, name, path, first=bool(row.into_text))
        wanted = [(place, at(one.value, _route(place[1]))) for place in row.into if place[0] in (one.kind, "")]
        if found is None:
            if any(value for _, value in wanted):
                holds = " and ".join(place[2] for place, value in wanted if value)
                raise Problem(f"holds no {one.kind}, where the {holds} of the profile belong", place=path)
            continue
        changes[found.number] = _changes(found, wanted, rendered, path)
    from numaconf.verbs.into import yaml

    for document in reversed(there):
        if changes.get(document.number):
            part = document.part
            done = yaml.edited(inner[part.start : part.end], changes[document.number], path)
            inner = inner[: part.start] + done + inner[part.end :]
    return text[:start] + inner + text[end:], frozenset(changes)


def _changes(found: Document, wanted: list[Any], rendered: Rendered, path: str) -> list[Edit]:
    changes: list[Edit] = []
    for (_, dotted, what), value in wanted:
        route = _route(dotted)
        asked = {key: one for key, one in value.items() if key not in {"apiVersion", "kind"}} if not route else value
        changes += _about(what, asked, at(found.value, route), route, rendered, path)
    return changes


def _about(what: Any, asked: Any, has: Any, route: tuple[str, ...], rendered: Rendered, path: str) -> list[Edit]:
    if asked is None:
        return []
    try:
        return edits(what, asked, has, route, rendered.intent.config if rendered.intent else {})
    except Contradiction as error:
        raise Problem(f"{'.'.join(route)} {error}", place=path, remedy="take it out, or write it by hand") from None


def _toml(row: Platform, rendered: Rendered, made: str, text: str, path: str) -> str:
    from numaconf.documents import toml as reader
    from numaconf.documents.errors import Unreadable
    from numaconf.verbs.into import toml

    try:
        there = reader.read(text).value
    except Unreadable as error:
        raise Problem(error.message, place=f"{path}:{error.line}:{error.column}") from None
    if not there:
        return text + made
    asked = reader.read(made).value
    changes: list[Edit] = []
    for _, dotted, what in row.into:
        route = _route(dotted)
        value = at(asked, route)
        if what == "settings" and value:
            value = {key: one for key, one in value.items() if key not in row.into_not}
        changes += _about(what, value, at(there, route), route, rendered, path)
    return toml.edited(text, changes, path)


def _route(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split(".")) if dotted else ()


def _proved(
    profile: Profile, rendered: Rendered, row: Platform, path: str, texts: tuple[str, str], used: frozenset[int]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What is wrong with the file as it would be, and what was wrong with it before and is not the profile's matter."""
    resolved = rendered.resolved
    assert resolved is not None
    assert resolved.intent is not None
    subject = _subject(row, path, texts[1], used)
    if subject.refusal is not None:
        raise Problem(f"cannot be read back: {subject.refusal.message}", place=path)
    proof = prove_subject(profile, resolved, subject)
    hugepages = no_hugepages(profile, resolved.intent, [proof])
    old: set[tuple[str, str]] = set()
    if texts[0].strip():
        before = _subject(row, path, texts[0], used)
        if before.refusal is None:
            old = {(one.code, one.message) for one in prove_subject(profile, resolved, before).findings}
    findings, warnings = [], []
    for one in (*proof.findings, *hugepages):
        if one.code != "NC806" and one.severity != "suspicious" and (one.code, one.message) in old:
            warnings.append(f"{path} had this before: {one.code} {one.message}")
        else:
            findings.append(one)
    return tuple(findings), tuple(warnings)


def _subject(row: Platform, path: str, text: str, used: frozenset[int]) -> Subject:
    """What the platform reads of the file: of documents that have names, those that were written into."""
    subjects = as_kind(row.name, path, text.encode())
    if len(subjects) == 1 and not row.together:
        return subjects[0]
    sources = {source.index: source for one in subjects for source in one.sources if source.index in used}
    if not sources:
        return subjects[0]
    return subjects[0]._replace(sources=tuple(sources[index] for index in sorted(sources)))
