"""Lines of a source with marks below them, cut to the width of a terminal."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple
from numaconf.reports.layout import BLUE, DIM, RESET, cells, wrap
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Span

MOST = 4
"""So many lines of a value are shown, and so many of the lines that it is below."""

REACH = 400
"""So far up a line is looked for that a value is below."""

ENDLESS = 100_000
"""Characters of a line, beyond which each is taken for one cell: to measure them takes a second for a MiB."""


class Mark(NamedTuple):
    """A span to mark: the finding's own place, or another one that belongs to it, with a word about it."""

    span: Span
    label: str = ""
    own: bool = True


class _Window(NamedTuple):
    """A line as it is shown: the cell at which each column begins, from the one at `start` on."""

    text: str
    begins: Sequence[int]
    start: int

    def cell(self, column: int) -> int:
        """The cell of a column (from 1) in the window, within its bounds."""
        at = self.begins[min(max(column - 1, 0), len(self.begins) - 1)] - self.start
        return min(max(at, 0), cells(self.text))

    def beside(self, span: Span) -> str:
        """Which way a span is that begins outside of the window ("" for one inside)."""
        at = self.begins[min(max(span.column - 1, 0), len(self.begins) - 1)] - self.start
        last = cells(self.text) - self.text.endswith("…")
        return "←" if at < 0 else "→" if at >= max(last, 1) and len(self.begins) > 1 else ""


def excerpt(marks: Sequence[Mark], lines: Sequence[str], width: int, colour: str) -> tuple[list[str], int]:
    """The lines that the marks are on, with those that they are below, and how wide their numbers are."""
    marks = [mark for mark in marks if 1 <= mark.span.line <= len(lines)]
    wanted: set[int] = set()
    barred: set[int] = set()
    for mark in marks:
        last = _last(mark.span, lines)
        wanted.update(range(mark.span.line, last + 1))
        if mark.own:
            wanted.update(_parents(mark.span.line, lines))
            if last > mark.span.line:
                barred.update(range(mark.span.line, last + 1))
    digits = len(str(max(wanted, default=1)))
    room = max(width - digits - 3, 20)
    bar = "┃ " if barred else ""
    out = []
    for number in sorted(wanted):
        here = [mark for mark in marks if mark.span.line == number]
        lead = f"{colour}{bar}{RESET}" if number in barred else " " * len(bar)
        window = _window(lines[number - 1], here, room - len(bar))
        out.append(f"{DIM}{number:>{digits}} │{RESET} {lead}{window.text}".rstrip())
        for mark in here:
            if not mark.own or number not in barred:
                out += _below(mark, window, digits, room - len(bar), len(bar), colour)
        cut_off = any(mark.own and mark.span.end_line > number == _last(mark.span, lines) for mark in marks)
        if cut_off and number in barred and _more(marks, number, lines):
            out.append(f"{DIM}{' ' * digits} │{RESET} {colour}{bar}{RESET}{DIM}…{RESET}")
    return out, digits


def _last(span: Span, lines: Sequence[str]) -> int:
    """The last line of a span that is shown. A span that ends at the start of a line does not reach into it."""
    end = span.end_line - (span.end_column <= 1 and span.end_line > span.line)
    end = min(end, len(lines), span.line + MOST - 1)
    while end > span.line and not lines[end - 1].strip():
        end -= 1
    return end


def _more(marks: Sequence[Mark], number: int, lines: Sequence[str]) -> bool:
    """Whether a span goes on below the last line that is shown of it."""
    return any(
        mark.own and any(line.strip() for line in lines[number : mark.span.end_line - (mark.span.end_column <= 1)])
        for mark in marks
    )


def _parents(number: int, lines: Sequence[str]) -> list[int]:
    """The lines that a line is below, by their indentation: the nearest, in YAML the keys that lead to it."""
    found: list[int] = []
    indent, item = _indent(lines[number - 1])
    for above in range(number - 1, max(0, number - REACH), -1):
        line = lines[above - 1]
        if line.startswith(("---", "...")) or (indent == 0 and not item) or len(found) == MOST - 1:
            break
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        has, is_item = _indent(line)
        # A list of YAML may stand as far left as its key.
        if has < indent or (item and has == indent and not is_item):
            found.append(above)
            indent, item = has, is_item
    return found


@lru_cache(1024)  # findings that are close together ask for the same lines
def _indent(line: str) -> tuple[int, bool]:
    return len(line) - len(line.lstrip()), re.match(r"\s*-(?:\s|$)", line) is not None


def _window(line: str, marks: Sequence[Mark], room: int) -> _Window:
    """As much of a line as fits, around its first mark."""
    letters, begins = _cells(line)
    if begins[-1] <= room:
        return _Window(shown("".join(letters)), begins, 0)
    own = marks[0].span if marks else None
    first = own.column - 1 if own else 0
    last = own.end_column - 1 if own and own.end_line == own.line else first + 1
    start = 0
    if begins[min(last, len(letters))] > room - 1:
        start = bisect_left(begins, begins[min(first, len(letters))] - room // 3)
    end = start
    while end < len(letters) and begins[end + 1] - begins[start] <= room - 1 - bool(start):
        end += 1
    text = "".join(letters[start:end]) + ("…" if end < len(letters) else "")
    return _Window(("…" if start else "") + shown(text), begins, begins[start] - bool(start))


@lru_cache(4)  # many findings are on one line where all of a file is
def _cells(line: str) -> tuple[Sequence[str], Sequence[int]]:
    """The letters of a line as they are shown, and in which cell each begins, and the end."""
    line = line.rstrip("\r\n")
    if len(line) > ENDLESS or (line.isascii() and line.isprintable()):
        return line, range(len(line) + 1)
    letters = tuple(map(_letter, line))
    return letters, tuple(accumulate(map(cells, letters), initial=0))


def _letter(letter: str) -> str:
    return letter if letter.isprintable() else "  " if letter == "\t" else shown(letter)


def _below(mark: Mark, window: _Window, digits: int, room: int, shift: int, colour: str) -> list[str]:
    """The mark under a line, with its label beside or below it."""
    span = mark.span
    start = window.cell(span.column)
    end = window.cell(span.end_column) if span.end_line == span.line else cells(window.text)
    size = max(1, min(end, room) - start)
    gutter = f"{DIM}{' ' * digits} │{RESET} {' ' * shift}"
    if not mark.own and mark.label and (arrow := window.beside(span)):
        label = f"{arrow} {shown(mark.label)}"
        at = max(0, room - cells(label)) if arrow == "→" else 0
        return [f"{gutter}{' ' * at}{BLUE}{one}{RESET}" for one in wrap(label, room - at)]
    colour, line = (colour, "━") if mark.own else (BLUE, "─")
    head = f"{gutter}{' ' * start}{colour}{line * size}"
    if not mark.label:
        return [f"{head}{RESET}"]
    label = shown(mark.label)
    if start + size + 1 + cells(label) <= room:
        return [f"{head} {label}{RESET}"]
    at = max(0, min(start, room - cells(label), room - 20))
    return [f"{head}{RESET}", *(f"{gutter}{' ' * at}{colour}{one}{RESET}" for one in wrap(label, room - at))]
