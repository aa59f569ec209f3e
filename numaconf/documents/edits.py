"""Changes of a document as edits of its text: only what changes is touched, comments and layout stay.

An edit is computed from the places of routes, never by writing the document anew. Where a change cannot be made without
touching more (a value in an alias, the first key of a list item), there is no edit: None.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.pieces import Words, is_filled
from numaconf.documents.source import Span, value_at
from numaconf.documents.text import TextDocument
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.documents.source import Route, Source


class Edit(NamedTuple):
    """A piece of a text and what to put there."""

    span: Span
    text: str


def replace(source: Source, route: Route, text: str, *, key: bool = False) -> Edit | None:
    """Put `text` in place of the value (the key) at `route`."""
    if not _exact(source) or not _present(source.document.value, route):
        return None
    span = source.span(route, key=key)
    if _is_word(source.document):
        return _of_word(source, route, span, text)
    return Edit(span, _in_style(source, route, text, key=key))


def _is_word(document: object) -> bool:
    """Whether a document is the words of a command line."""
    return isinstance(getattr(document, "document", document), Words)


def _of_word(source: Source, route: Route, span: Span, text: str) -> Edit | None:
    """An argument in place of another, where neither needs quotes and it is in the text as it is."""
    word, bare = value_at(source.document.value, route), text.removeprefix('"').removesuffix('"')
    plain = isinstance(word, str) and re.fullmatch(r"[\w.=:/-]+", bare) and "=" in bare
    whole = plain and span.line == span.end_line and span.end_column - span.column == len(word)
    return Edit(span, bare) if whole else None


def _in_style(source: Source, route: Route, text: str, *, key: bool) -> str:
    """A word for a place where YAML has one without quotes is written without, if that means the same."""
    from numaconf.documents import yaml

    document = source.document
    if not isinstance(document, yaml.YamlDocument) or not re.fullmatch(r'"[A-Za-z][A-Za-z0-9._-]*"', text):
        return text
    bare = text[1:-1]
    quoted = document.text(route, key=key)[:1] in {"'", '"'}
    return text if quoted or yaml.read(bare).value != bare else bare


def remove(source: Source, route: Route) -> Edit | None:
    """Take the entry at `route` out: its lines in block style, with one comma in flow style."""
    found = _flat(source)
    if found is None or not route or not _present(found.value, route):
        return None
    text, (start, _), (_, end) = found.source, found.range(route, key=True), found.range(route)
    line, after = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    rest = text[end : len(text) if after < 0 else after]
    before = _before(text, start)
    # A TOML table starts with the bracket of its header and is not a flow style.
    opening = "[" if isinstance(value_at(found.value, route[:-1]), list) else "{"
    flow = text[found.range(route[:-1])[0] :][:1] == opening
    if not flow and not text[line:start].strip() and re.fullmatch(r"[ \t\r]*(#.*)?", rest, re.DOTALL):
        return Edit(_span(found, line, len(text) if after < 0 else after + 1), "")
    follows = re.compile(r"\s*,[ \t]*").match(text, end)
    if follows:
        return Edit(_span(found, start, follows.end()), "")
    if text[before : before + 1] == ",":
        return Edit(_span(found, before, end), "")
    return Edit(_span(found, start, end), "") if text[before : before + 1] == "{" else None


def _before(text: str, at: int) -> int:
    """Where the last character that is not a blank is before an offset; -1 for none."""
    at -= 1
    while at >= 0 and text[at].isspace():
        at -= 1
    return at


def insert(source: Source, route: Route, text: str) -> Edit | None:
    """Add the key that is the last step of `route`, with the value `text`, at the end of its map."""
    found = _flat(source)
    parent, key = route[:-1], str(route[-1])
    value = value_at(found.value, parent) if found is not None else None
    if found is None or not isinstance(value, dict) or key in value:
        return None
    whole = found.source
    start, end = found.range(parent)
    if whole[start : start + 1] == "{":
        at = _before(whole, end - 1) + 1
        comma = "" if not value else ", "
        import json

        return Edit(_span(found, at, at), f"{comma}{json.dumps(key)}: {text}")
    if not value:
        return None
    last = (*parent, list(value)[-1])
    begin, after = found.range(last, key=True)[0], whole.find("\n", found.range(last)[1])
    indent = begin - (whole.rfind("\n", 0, begin) + 1)
    if whole[begin - indent : begin].strip(" -"):
        return None
    line = f"{' ' * indent}{key}: {text}\n"
    at = len(whole) if after < 0 else after + 1
    return Edit(_span(found, at, at), line if whole[at - 1 : at] == "\n" else "\n" + line)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits; of two that overlap only the first in the text is made."""
    starts = [0]
    for line in text.splitlines(keepends=True) if "\r" not in text else re.findall(r"[^\n]*\n|[^\n]+", text):
        starts.append(starts[-1] + len(line))
    parts, at = [], 0
    for edit in sorted(set(edits)):
        begin = starts[edit.span.line - 1] + edit.span.column - 1
        end = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        if begin >= at:
            parts += [text[at:begin], edit.text]
            at = end
    return "".join([*parts, text[at:]])


def _exact(source: Source) -> bool:
    """Whether places of a source are places in the file (not inside base64 or an escaped string)."""
    filled = is_filled(source)
    while source.outer is not None:
        if source.line == 0:
            return False
        source = source.outer
    return not filled


def _flat(source: Source) -> TextDocument | None:
    """The document of a source that is no other's part: only there whole lines can be moved."""
    document = source.document
    return document if source.outer is None and isinstance(document, TextDocument) else None


def _present(value: object, route: Route) -> bool:
    if not route:
        return True
    holder = value_at(value, route[:-1])
    last = route[-1]
    return last in holder if isinstance(holder, dict) else isinstance(holder, list) and 0 <= int(last) < len(holder)


def _span(document: TextDocument, start: int, end: int) -> Span:
    return document.line_starts.span(start, end)
