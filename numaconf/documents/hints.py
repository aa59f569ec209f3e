"""What to do about a text that cannot be read: a parser's words name what it met, and rarely what was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.errors import Problem

if TYPE_CHECKING:
    from numaconf.documents.errors import Unreadable

_PLACE = "correct the text at this place"

_TAB = "a tab: YAML indents with spaces"

_MAPPING = "mapping values are not allowed"

_HINTS = (
    (r"found undefined tag|unknown anchor", "define the anchor above, or write the value itself"),
    (_MAPPING, "put a value with a colon in quotes, or indent this line like its neighbours"),
    (r"could not find expected ':'", "write a colon and a space after the key"),
    (r"did not find expected (key|'-' indicator|<document start>)|block (mapping|sequence|collection)",
     "indent this line like its neighbours"),
    (r"did not find expected node content|did not find expected .,. or", "close the bracket, or write the comma"),
    (r"control characters|unacceptable character|invalid (leading|trailing|continuation) UTF-8",
     "remove the character, and save as UTF-8"),
    (r"already set in map|duplicate", "remove one of the two"),
    (r"invalid map key", "write text as the key"),
    (r"excessive aliasing|contains itself|nesting depth|nested more", "write it without so many levels or aliases"),
    (r"unknown escape|hexdecimal|escape code", "write two backslashes for one, or use single quotes"),
    (r"(comment|whitespace) or line break", "leave nothing behind it but a space and a comment"),
    (r"alphabetic or numeric|tag URI|expected '!'|directive", "put the value in quotes"),
    (r"indentation indicator", "write a number from 1 to 9 there, or none"),
    (r"after (object key:value pair|array element)", "write a comma between the entries"),
    (r"after object key$", "write a colon after the key"),
    (r"object key string", "put keys in double quotes, and leave no comma after the last entry"),
    (r"unexpected end of JSON|end of document", "close every bracket and quote"),
    (r"looking for beginning of value", "put text in double quotes, and leave no comma after the last entry"),
    (r"top-level value", "keep one value in the file"),
    (r"Cannot (overwrite|declare)|declare .* twice|Cannot mutate", "remove one of the two"),
    (r"Expected '='", "write = between key and value"),
    (r"Invalid value|Unbalanced quotes|Illegal character", "put text in double quotes"),
    (r"Unclosed|Unterminated|Expected", "close the quote or bracket"),
    (r"boundary|multipart|MIME|Content-T", "check the headers and the boundary lines"),
    (r"larger than|more than \d+ lines", "split it"),
)  # fmt: skip


def explained(refusal: Unreadable, text: str) -> str:
    """What a reader says of a text, and what to do about it."""
    if refusal.hint or refusal.limit:
        return refusal.hint or refusal.message
    return f"{refusal.message}; {hint(refusal.message, text, refusal.line, refusal.column)}"


def problem(refusal: Unreadable, path: str, text: bytes | str, kind: type[Problem] = Problem) -> Problem:
    """What is told of a text at `path` that cannot be read: the place, what the reader says, and what to do."""
    place = f"{path}:{refusal.line}:{refusal.column}"
    return kind(refusal.message, place=place, remedy=remedy(refusal, text))


def remedy(refusal: Unreadable, text: bytes | str) -> str:
    """What to do about a text that cannot be read; nothing where only numaconf goes no further, and splitting it
    would not help.
    """
    text = text if isinstance(text, str) else text.decode("utf-8", "replace")
    what = refusal.hint or hint(refusal.message, text, refusal.line, refusal.column)
    return "" if refusal.limit and what == _PLACE else what


def hint(message: str, text: str, line: int, column: int) -> str:
    """What to do about what a parser says of a text at a line and column (from 1)."""
    lines = text.split("\n")
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "tab character" in message:
        return _TAB
    if "cannot start any token" in message:
        if "\t" in here[: max(column, len(here) - len(here.lstrip()))]:
            return _TAB
        return "put the value in quotes"
    if "unexpected end of stream" in message or "document separator" in message:
        opened = _open_quote(lines)
        return f"close the quote that opens on line {opened}" if opened else "close every quote and bracket"
    if _MAPPING in message and (keyless := _keyless(lines[: line - 1])):
        return f"write a colon and a space after the key on line {keyless}, or put a value with a colon in quotes"
    return next((what for pattern, what in _HINTS if re.search(pattern, message)), _PLACE)


def _keyless(above: list[str]) -> int:
    """The number of the last line with content if it has no colon, as a key would: then the next line continues it."""
    for number in range(len(above), 0, -1):
        line = above[number - 1].strip()
        if line and line[0] != "#":
            return 0 if line[0] in "-?&!|>%[{" or re.search(r":(\s|$)", line) else number
    return 0


def _open_quote(lines: list[str]) -> int:
    """The first line with a quote that the same line does not close; 0 if there is none."""
    for number, line in enumerate(lines, 1):
        rest = re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', "", line)
        value = re.search(r"(?:^|[:\[{,-])\s*([\"'])", re.sub(r"(?:^|\s)#.*", "", rest))
        if value:
            return number
    return 0
