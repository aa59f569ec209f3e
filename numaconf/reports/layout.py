"""Text laid out for a terminal: colours, wrapping, and the cells that letters take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.findings import Severity

RED, YELLOW, CYAN, BLUE, GREEN = (f"\x1b[1;{number}m" for number in (31, 33, 36, 94, 32))
"""The blue is the bright one: many terminals show the other too dark to be read on black."""
BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"

COLOURS: dict[Severity, str] = {"refused": RED, "will-not-start": RED, "no-effect": YELLOW, "suspicious": CYAN}
SYMBOLS: dict[Severity, str] = {"refused": "✗", "will-not-start": "✗", "no-effect": "○", "suspicious": "!"}
WORDS: dict[Severity, str] = {
    "refused": "refused",
    "will-not-start": "will not start",
    "no-effect": "has no effect",
    "suspicious": "suspicious",
}
"""A severity in plain words."""

PROSE = 100
"""The widest that sentences are set, however wide the terminal is."""

NARROWEST = 40
"""No terminal is taken for narrower than this."""


def cells(text: str) -> int:
    """How many cells of a terminal a text takes: letters of East Asia take two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # a library of its own, which most reports do not need

    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """A sentence in lines of at most `width` cells, the first after `first`, the others after `rest`.

    Words stay whole; one that is longer than a line is broken.
    """
    lines, line, used = [], first, cells(first)
    empty = True
    for word in text.split():
        piece, size = word, cells(word)
        if not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = rest, cells(rest), True
        while empty and used + size > width and cells(piece) > 1:
            head = head_of(piece, max(1, width - used))
            lines.append(line + head)
            line, used, piece = rest, cells(rest), piece[len(head) :]
            size = cells(piece)
        line, used, empty = (line + piece, used + size, False) if empty else (f"{line} {piece}", used + 1 + size, False)
    return [*lines, line]


def head_of(text: str, width: int) -> str:
    """As many letters of a text as fit into `width` cells, at least one."""
    used = 0
    for number, letter in enumerate(text):
        used += cells(letter)
        if used > width and number:
            return text[:number]
    return text


def cut(text: str, width: int) -> str:
    """A text that fits into `width` cells, with `…` where something is missing."""
    return text if cells(text) <= width else head_of(text, max(1, width - 1)) + "…"


def paragraphs(text: str, width: int, first: str, rest: str) -> list[str]:
    """A message of several lines: sentences are wrapped, lines that begin with blanks (text to paste) are kept."""
    lines: list[str] = []
    for line in text.splitlines():
        lead = rest if lines else first
        if line[:1].isspace():
            lines.append(cut(f"{lead}{shown(line)}", max(width, PROSE)))
        else:
            lines += wrap(shown(line), width, lead, rest)
    return lines


def listed(words: Iterable[str], most: int = 4) -> str:
    """Some words with commas, the first ones of many."""
    words = list(words)
    return ", ".join(words) if len(words) <= most else f"{', '.join(words[:most])} and {len(words) - most} more"
