"""YAML as most configurations are written: one key, or one element of a list, to a line.

libyaml makes a node with two marks of everything, and what reads well by lines is read three times as fast without.
Nothing else is tried here: whatever is not plainly of this form (another style, a text over several lines, an anchor, a
tab, a key written twice, a mistake) is left to `compose` and `yaml_values`, which know all of YAML.
"""

from __future__ import annotations

import re
from typing import Any

from numaconf.documents import scalars

# No byte of a word opens anything, and neither `: ` nor ` #` fits into one.
_WORD = r"(?:[A-Za-z0-9/_]|-[A-Za-z0-9])(?:[\w./:%,@+=~()$;-]*[\w./%,@+=~()$;-])?"
# Between quotes stands nothing that means something else.
_DELIMITED = r"""  "[ !\#-\[\]-~]*" | '[ -&(-~]*' | \{\} | \[\]  """
_BLANKS = "[ ]*(?![ ])"  # all there are: to try fewer would take time, and never help
_LINE = re.compile(
    rf"""
    ^(?P<indentation>{_BLANKS})
    (?P<dash>-[ ]{_BLANKS})?
    (?:(?P<key>[A-Za-z_][\w./-]{{0,250}}):(?=[ \n]))?{_BLANKS}
    (?P<value>{_WORD}|{_DELIMITED})?{_BLANKS}
    (?:(?<![^ \n])\#[ -~]*)?\n
    """,
    re.ASCII | re.MULTILINE | re.VERBOSE,
)
_MARKER = re.compile(r"(?:[ ]*(?:#[ -~]*)?\n)*---\n")


def read(data: bytes) -> dict[str, Any] | None:
    """The values of a text with one document, as `yaml_values.values` gives them; None for one that is not of this
    form, an empty one included.
    """
    if not data.isascii():
        return None
    text = data.decode("ascii")
    if not text.endswith("\n"):
        text += "\n"
    marker = _MARKER.match(text)
    start = marker.end() if marker else 0
    lines = _LINE.findall(text, start)
    return _values(lines) if len(lines) == text.count("\n", start) else None


def _values(lines: list[tuple[str, str, str, str]]) -> dict[str, Any] | None:
    """Each line is put into the collection that its column belongs to. Its speed is the speed of reading."""
    plain, not_strings = scalars.plain, scalars.NAMED
    root: dict[str, Any] = {}
    here: Any = root  # the innermost open collection, `at` its column, `above` those around it
    at = 0
    above: list[tuple[Any, int]] = []
    waiting: str | None = None  # the key in `here` whose value may follow on the lines below it
    for indentation, dash, key, value in lines:
        column = len(indentation)
        if dash:
            if waiting is not None and column >= at:
                above.append((here, at))
                here[waiting] = here = []
                at = column
            else:
                while at > column:
                    here, at = above.pop()
                if at != column or type(here) is not list:
                    return None
            if not key:
                if not value:
                    return None
                here.append(plain(value) if value[0] not in "\"'{[" else _delimited(value))
                waiting = None
                continue
            above.append((here, at))
            element: dict[str, Any] = {}
            here.append(element)
            here = element
            at = column + len(dash)
        elif key:
            if column > at:
                if waiting is None:
                    return None
                above.append((here, at))
                here[waiting] = here = {}
                at = column
            else:
                while at > column or (at == column and type(here) is list):
                    here, at = above.pop()
                if at != column:
                    return None
        elif value:
            return None
        else:
            continue
        if key in here or key in not_strings:
            return None
        if value:
            here[key] = plain(value) if value[0] not in "\"'{[" else _delimited(value)
            waiting = None
        else:
            here[key], waiting = None, key
    return root or None


def _delimited(value: str) -> Any:
    return {"{": {}, "[": []}.get(value[0], value[1:-1])
