"""What TOML 1.1 allows and TOML 1.0 does not: inline tables over several lines, escapes, times without seconds.

Bottlerocket (the crate `toml` 0.8) reads 1.0, and so do `tomllib` up to Python 3.14 and `tomli` up to 2.3.
"""

from __future__ import annotations

import re
import sys
from functools import cache

from numaconf.documents.errors import Unreadable
from numaconf.documents.text import Lines

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# The text is known to be right, so that the parts of it can be told apart simply.
_PART = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|'
    + r"'''.*?'{3,5}|"
    + r'"(?:[^"\\]|\\.)*"|'
    + r"'[^']*'|#[^\n]*|[\[\]{},\n]|[^\[\]{},\n\"'#]+",
    re.DOTALL,
)
_NEW_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[ex]")
_NO_SECONDS = re.compile(r"(?<![0-9:+-])[0-9]{2}:[0-9]{2}(?!:?[0-9])")


@cache
def parser_is_newer() -> bool:
    """Whether the parser at hand takes TOML 1.1."""
    try:
        tomllib.loads("a = {\n}")
    except tomllib.TOMLDecodeError:
        return False
    return True


def refuse_newer(source: str) -> None:
    """Raises Unreadable where a text that is right in TOML 1.1 is not in 1.0."""
    opened: list[str] = []
    before = ""
    for match in _PART.finditer(source):
        part, problem = match[0], ""
        in_table = bool(opened) and opened[-1] == "{"
        if part in {"[", "{"}:
            opened.append(part)
        elif part in {"]", "}"}:
            if part == "}" and before == ",":
                problem = "Trailing comma in an inline table"
            opened.pop()
        elif in_table and part == "\n":
            problem = "Newline in an inline table"
        elif part[0] == '"' and (escape := _NEW_ESCAPE.search(part)):
            problem = f"Unescaped '\\' in a string: {escape[0][-2:]}"
        elif part[0] not in "\"'#" and _NO_SECONDS.search(part):
            problem = "Time without seconds"
        if problem:
            raise Unreadable(f"TOML: {problem}", *Lines(source).place(match.start()))
        if part.strip():
            before = part
