"""The documents of a file that a rendering's documents are written into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import hints, load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import value_at
from numaconf.errors import CannotDo
from numaconf.named import NamedTuple
from numaconf.targets.subject import header
from numaconf.verbs.into import yaml_tree

if TYPE_CHECKING:
    from numaconf.verbs.into.yaml_tree import Part


class Document(NamedTuple):
    """One YAML document: where its text is, its number in the file, its value, its API group and kind, its name."""

    part: Part
    number: int
    value: Any
    group: str
    kind: str
    name: str


def documents(text: str, path: str, start: int = 0, end: int | None = None) -> list[Document]:
    """The documents between two offsets of a text that hold something; their parts count from the first one. Raises
    Problem for what cannot be parsed.
    """
    inner, found = text[start:end], []
    for number, part in enumerate(yaml_tree.parts(inner)):
        try:
            value = load.read(inner[part.start : part.end]).value
        except Unreadable as error:
            error.line += text.count("\n", 0, start + part.start)
            raise hints.problem(error, path, text) from None
        found.append(Document(part, number, value, *header(value), str(value_at(value, ("metadata", "name")) or "")))
    return found


def chosen(there: list[Document], made: Document, name: str | None, path: str, *, first: bool) -> Document | None:
    """The document of the same kind that is meant; None where there is none. Raises CannotDo where there are several.

    A name is that of the document or, for the pools of a node class, of the class that they name. `first`: of several
    the first one is the one that is read.
    """
    kind = made.kind
    same = [one for one in there if one.kind == kind and one.group in {made.group, ""}]
    if len(same) < 2 or first:
        return same[0] if same else None
    if name:
        by_name = [one for one in same if one.name == name] or [one for one in same if _class(one) == name]
        by_name = by_name or [one for one in same if one.name in {_class(pool) for pool in there if pool.name == name}]
        if len(by_name) == 1:
            return by_name[0]
    names = ", ".join(one.name or f"document {one.number}" for one in same)
    raise CannotDo(
        f"holds several documents of kind {kind} ({names})" + (f", and {name!r} does not say which" if name else ""),
        place=path,
        remedy="say which with --name",
    )


def _class(pool: Document) -> Any:
    return value_at(pool.value, ("spec", "template", "spec", "nodeClassRef", "name"))
