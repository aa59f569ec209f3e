"""YAML as most configurations are written: one key, or one element of a list, to a line.

libyaml makes a node with two marks of everything, and what reads well by lines is read three times as fast without.
Nothing else is tried here: whatever is not plainly of this form (another style, a text over several lines, an anchor, a
tab, a key written twice, a mistake) is left to `compose` and `yaml_values`, which know all of YAML.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any

from numaconf.documents.yaml import scalars

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
    (?:(?P<key>[A-Za-z_][A-Za-z0-9_./-]{{0,250}}):(?:[ ]{_BLANKS}|(?=\n))|)
    (?:(?P<word>{_WORD})|(?P<delimited>{_DELIMITED})|)
    (?:\n|{_BLANKS}(?:(?<![^ \n])\#[ -~]*)?\n)
    """,
    re.MULTILINE | re.VERBOSE,
)
_NO_STRINGS = scalars.NAMED.keys() - {""}
_MARKER = re.compile(r"(?:[ ]*(?:#[ -~]*)?\n)*---\n")


def read(data: bytes) -> dict[str, Any] | None:
    """The values of a text with one document, as `yaml_values.values` gives them; None for one that is not of this
    form, an empty one included.
    """
    if not data.isascii():
        return None
    text, start = _ended(data.decode("ascii"))
    lines = _LINE.findall(text, start)
    return _values(lines) if len(lines) == text.count("\n", start) else None


def content(text: str) -> list[re.Match[str]]:
    """The lines of a text of this form, without empty ones and comments; the groups are `column` (the blanks before),
    `dash`, `key`, `word` and `delimited`.
    """
    return [line for line in _LINE.finditer(*_ended(text)) if line["key"] or line["dash"]]


def _ended(text: str) -> tuple[str, int]:
    """A text that ends its last line, and where its document starts."""
    marker = _MARKER.match(text)
    return text if text.endswith("\n") else text + "\n", marker.end() if marker else 0


def _values(lines: list[tuple[str, str, str, str, str]]) -> dict[str, Any] | None:
    """Each line is put into the collection that its column belongs to. Its speed is the speed of reading.

    A column is written as the blanks before it, which compare as numbers do.
    """
    if not _NO_STRINGS.isdisjoint(map(itemgetter(2), lines)):
        return None
    plain = scalars.PLAIN
    root: dict[str, Any] = {}
    here: Any = root  # the innermost open collection, `at` its column, `above` those around it
    at, in_list = "", False
    above: list[tuple[Any, str, bool]] = []
    waiting: str | None = None  # the key in `here` whose value may follow on the lines below it
    for column, dash, key, word, delimited in lines:
        if dash:
            if waiting is not None and column >= at:
                above.append((here, at, in_list))
                here[waiting] = here = []
                at, in_list = column, True
            else:
                while at > column:
                    here, at, in_list = above.pop()
                if at != column or not in_list:
                    return None
            if not key:
                if not (word or delimited):
                    return None
                here.append(plain[word] if word else _delimited(delimited))
                waiting = None
                continue
            above.append((here, at, in_list))
            element: dict[str, Any] = {}
            here.append(element)
            here, at, in_list = element, column + " " * len(dash), False
        elif not key:
            if word or delimited:
                return None
            continue
        elif column != at or in_list:
            if column > at:
                if waiting is None:
                    return None
                above.append((here, at, in_list))
                here[waiting] = here = {}
                at, in_list = column, False
            else:
                while at > column or (in_list and at == column):
                    here, at, in_list = above.pop()
                if at != column:
                    return None
        if key in here:
            return None
        if word:
            here[key] = plain[word]
            waiting = None
        elif delimited:
            here[key] = _delimited(delimited)
            waiting = None
        else:
            here[key] = None
            waiting = key
    return root or None


def _delimited(text: str) -> Any:
    return {"{": {}, "[": []}.get(text[0], text[1:-1])
