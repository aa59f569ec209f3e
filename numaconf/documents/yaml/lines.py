"""YAML as most configurations are written: one key, or one element of a list, to a line.

libyaml makes a node with two marks of everything, and what reads well by lines is read several times as fast without.
Nothing else is tried here: whatever is not plainly of this form (another style, a text over several lines, an anchor, a
tab, a key written twice, a mistake) is left to `compose` and `yaml_values`, which know all of YAML.

Files of one kind have most lines in common, and the order of their keys: what a line says is remembered by its text,
and what lines make together (`shapes`) by the way in which each of them is built.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any

from numaconf.documents.yaml import scalars
from numaconf.documents.yaml.shapes import EMPTY, OTHER, Form, form, shape

# No byte of a word opens anything, and neither `: ` nor ` #` fits into one. Between quotes stands nothing that means
# something else. Of blanks all are taken that there are: to try fewer would take time, and never help. `(x|)` is
# faster than `(x)?`.
_WORD = r"(?:[A-Za-z0-9/_]|-(?=[A-Za-z0-9]))[A-Za-z0-9_./:%,@+=~()$;-]*(?<!:)"
_DELIMITED = r"""  "[ !\#-\[\]-~]*" | '[ -&(-~]*' | \{\} | \[\]  """
_BLANKS = "[ ]*(?![ ])"
_LINE = re.compile(
    rf"""
    ^(?P<column>{_BLANKS})
    (?P<dash>-[ ]{_BLANKS}|)
    (?:(?P<key>[A-Za-z_][A-Za-z0-9_./-]{{0,250}}):(?:[ ]{_BLANKS}|$)|)
    (?:(?P<word>{_WORD})|(?P<delimited>{_DELIMITED})|)
    (?:{_BLANKS}(?:(?<![^ \n])\#[ -~]*)?)$
    """,
    re.MULTILINE | re.VERBOSE,
)
_is_word = re.compile(_WORD).fullmatch
_NO_STRINGS = scalars.NAMED.keys() - {""}
_MARKER = r"(?:[ ]*(?:#[ -~]*)?\n)*---\n"
_BEFORE_MARKER = "-# \n"

_FORM = itemgetter(0)

Line = tuple[Form, scalars.Scalar]
"""How a line is built, and its value: None where it has none, or an empty collection."""

MOST, LONGEST = 4096, 200
"""Lines that are remembered, and their characters."""


def read(data: bytes) -> dict[str, Any] | None:
    """The values of a text with one document, as `yaml_values.values` gives them; None for one that is not of this
    form, an empty one included.
    """
    if not data.isascii():
        return None
    text, start = _started(data.decode("ascii"))
    lines = list(map(_LINES.__getitem__, text[start:].split("\n")))
    found = shape(tuple(map(_FORM, lines)))
    return None if found is None else found.filled(lines)


def content(text: str) -> list[tuple[int, Form]]:
    """Where the lines of a text of this form start and how each is built, without empty ones and comments."""
    text, at = _started(text)
    found = []
    for line in text[at:].split("\n"):
        built = _LINES[line][0]
        if built is not EMPTY:
            found.append((at, built))
        at += len(line) + 1
    return found


def taken_apart(text: str, start: int) -> re.Match[str]:
    """The line of such a text that starts there; the groups are `column` (the blanks before), `dash`, `key`, `word` and
    `delimited`.
    """
    line = _LINE.match(text, start)
    assert line is not None
    return line


def _started(text: str) -> tuple[str, int]:
    """A text, and where its document starts."""
    marker = re.match(_MARKER, text) if text[:1] in _BEFORE_MARKER else None
    return text, marker.end() if marker else 0


class _Lines(dict[str, Line]):
    """What lines say, by their texts."""

    def __missing__(self, text: str) -> Line:
        head, _, word = text.rpartition(" ")
        built = _HEADS.get(head)
        if built is not None and (word.isalnum() or _is_word(word)):
            found: Line = (built, scalars.plain(word))
        else:
            found = _line(text)
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[text] = found
        return found


_LINES = _Lines()
_HEADS: dict[str, Form] = {}
"""How a line is built that ends with a word, by what stands before the blank in front of that: most lines that nobody
has written before have a key that somebody has.
"""


def _line(text: str) -> Line:
    if text.lstrip(" ")[:1] == "#" and text.isprintable():
        return _EMPTY
    match = _LINE.match(text)
    if match is None:
        return _NOT
    column, dash, key, word, delimited = match.groups()
    if not key and not dash:
        return _NOT if word or delimited else _EMPTY
    if key in _NO_STRINGS or not (key or word or delimited):
        return _NOT
    built_as = form if len(text) <= LONGEST else Form
    if word:
        built = built_as(column, dash, key, "value")
        if len(text) <= LONGEST and match.end("word") == len(text):
            if len(_HEADS) >= MOST:
                _HEADS.clear()
            _HEADS[text[: -len(word) - 1]] = built
        return built, scalars.plain(word)
    if not delimited:
        return built_as(column, dash, key, ""), None
    if delimited[0] in "{[":
        return built_as(column, dash, key, delimited[0]), None
    return built_as(column, dash, key, "value"), delimited[1:-1]


_NOT, _EMPTY = (OTHER, None), (EMPTY, None)
