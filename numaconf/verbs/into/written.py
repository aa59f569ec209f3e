"""The text of a file with a rendering in it: which places of which document, by the format of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import path as dotted
from numaconf.documents.source import value_at
from numaconf.errors import Problem, together
from numaconf.named import NamedTuple
from numaconf.targets.registry import hook, platform
from numaconf.verbs.into.edits import Contradiction, Edit, edits, overruled
from numaconf.verbs.into.places import chosen, documents

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.targets.platform import Platform
    from numaconf.targets.target import Intent
    from numaconf.verbs.into.places import Document


class Written(NamedTuple):
    """The text, the numbers of the documents that something went into, and the part of them that is one node."""

    text: str
    used: frozenset[int] = frozenset()
    node: Route = ()


def written(row: Platform, intent: Intent, made: str, text: str, path: str, name: str | None) -> Written:
    """A text with the document `made` in it. Raises Problem for what cannot be edited, CannotDo where several documents
    could be meant.
    """
    done = _written(row, intent, made, text, path, name)
    around = hook(row.into_around)(text, done.text, intent, path) if row.into_around else done.text
    return done._replace(text=around)


def _written(row: Platform, intent: Intent, made: str, text: str, path: str, name: str | None) -> Written:
    if row.primary.endswith(".toml"):
        return Written(_toml(row, intent, made, text, path))
    start, end = hook(row.into_text)(text, path) if row.into_text else (0, len(text))
    inner = text[start:end]
    there = documents(text, path, start, end)
    if not there:
        return Written(text[:end] + made + text[end:])
    changes: dict[int, list[Edit]] = {}
    node: Route = ()
    for one in documents(made, path):
        found = chosen(there, one, name, path, first=bool(row.into_text))
        wanted = [(place, value_at(one.value, _route(place[1]))) for place in row.into if place[0] in (one.kind, "")]
        if found is None:
            if row.into_part or any(value for _, value in wanted):
                holds = together(list(dict.fromkeys(place[2] for place, value in wanted if value)) or ["settings"])
                raise Problem(
                    f"has no {one.kind or 'document of ' + row.name} for the {holds} of the profile", place=path
                )
            continue
        if row.into_part:
            changes[found.number], node = _into_part(row, intent, one, found, path, name)
        else:
            changes[found.number] = _changes(found, wanted, intent, path)
    for document in reversed(there):
        if changes.get(document.number):
            part = document.part
            done = _edited(inner[part.start : part.end], changes[document.number], path)
            inner = inner[: part.start] + done + inner[part.end :]
    return Written(text[:start] + inner + text[end:], frozenset(changes), node)


def _edited(text: str, changes: list[Edit], path: str) -> str:
    if text.lstrip().startswith("{"):
        from numaconf.verbs.into import json

        return json.edited(text, changes, path)
    from numaconf.verbs.into import yaml

    return yaml.edited(text, changes, path)


def _changes(found: Document, wanted: list[Any], intent: Intent, path: str) -> list[Edit]:
    changes: list[Edit] = []
    for (_, steps, what), value in wanted:
        route = _route(steps)
        asked = {key: one for key, one in value.items() if key not in {"apiVersion", "kind"}} if not route else value
        changes += _about(what, asked, value_at(found.value, route), route, intent, path)
    return changes


def _about(what: Any, asked: Any, has: Any, route: tuple[str, ...], intent: Intent, path: str) -> list[Edit]:
    if asked is None:
        return []
    try:
        return edits(what, asked, has, route, intent.config)
    except Contradiction as error:
        raise Problem(f"{'.'.join(route)} {error}", place=path, remedy="take it out, or write it by hand") from None


def _into_part(
    row: Platform, intent: Intent, made: Document, found: Document, path: str, name: str | None
) -> tuple[list[Edit], Route]:
    """The changes of a document one of whose strings is the document of another platform: that string, and settings
    beside it that it overrules.
    """
    part = hook(row.into_part)
    new, old = part(made.value, None, path), part(found.value, name, path)
    whole, text = value_at(made.value, new.text), value_at(found.value, old.text)
    if text is not None and not isinstance(text, str):
        raise Problem(f"{dotted(old.text)} is not text", place=path)
    inner = platform(old.platform)
    if not text or not text.strip():  # without the modeline: it would speak for the document's other nodes, too
        whole = "".join(line for line in whole.splitlines(keepends=True) if not line.startswith("# numaconf:"))
    else:
        whole = written(inner, intent, whole, text, f"{path} ({dotted(old.text)})", None).text
    beside = value_at(found.value, old.beside)
    changes = overruled(intent.config, beside, old.beside) if isinstance(beside, dict) else []
    return [*changes, *([] if whole == text else [Edit(old.text, whole)])], old.node


def _toml(row: Platform, intent: Intent, made: str, text: str, path: str) -> str:
    from numaconf.documents import hints
    from numaconf.documents import toml as reader
    from numaconf.documents.errors import Unreadable
    from numaconf.verbs.into import toml

    try:
        there = reader.read(text).value
    except Unreadable as error:
        raise hints.problem(error, path, text) from None
    if not there:
        return text + made
    asked = reader.read(made).value
    changes: list[Edit] = []
    for _, steps, what in row.into:
        route = _route(steps)
        value = value_at(asked, route)
        if what == "settings" and value:
            value = {key: one for key, one in value.items() if key not in row.into_not}
        changes += _about(what, value, value_at(there, route), route, intent, path)
    return toml.edited(text, changes, path)


def _route(steps: str) -> tuple[str, ...]:
    return tuple(steps.split(".")) if steps else ()
