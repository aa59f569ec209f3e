"""Known texts looked for in a log: whole ones, and the pieces of those that the log has cut off."""

from __future__ import annotations

import re
from functools import lru_cache

from numaconf.named import NamedTuple
from numaconf.rules.log_line import LogLine
from numaconf.rules.log_lines import LINES
from numaconf.rules.needles import Needles
from numaconf.rules.platform_lines import GENERAL
from numaconf.rules.state_lines import FRAMES, STATE

_SHORTEST = 12
"""Characters by which the beginning of a text is known where a line ends within it."""

_WHOLE, _INNER = 20, 26
"""Characters of a piece that is known in the middle of a line, and of one in the middle of a text."""

_TAIL = 15
"""Characters by which the beginning of a text is known at a line's end: "static policy" ends many a sentence."""


_OWN_TAIL, _OWN_SPACES = 30, 2
"""The same of a sentence of lint's own, and how many spaces are in a piece that tells: many begin with the name of a
field, which other lines have, too.
"""


class Match(NamedTuple):
    """A known text in a log: the row, the values of its groups, and where it begins. `cut`: the rest is not there."""

    line: LogLine
    values: dict[str, str]
    start: int
    cut: bool = False

    @property
    def meaning(self) -> str:
        """What it means, with the values."""
        if self.cut:
            return re.sub(r"\{\w+\}", "…", self.line.meaning)
        return self.line.meaning.format(**{name: value or '""' for name, value in self.values.items()})


class _Row(NamedTuple):
    """A row of the tables, and texts of which one is in whatever its pattern fits; a log is searched for them first."""

    line: LogLine
    needles: tuple[str, ...]


_FRAMES = frozenset(FRAMES)


@lru_cache(1)
def _rows() -> tuple[_Row, ...]:
    return tuple(_Row(line, needed(line.pattern)) for line in LINES)


@lru_cache(1)
def _general() -> tuple[_Row, ...]:
    return tuple(_Row(line, needed(line.pattern)) for line in GENERAL)


_TELLING = 8
"""Characters from which on a needle is rare enough that its places are noted."""


@lru_cache(1)
def _needles() -> Needles:
    rows = (*_rows(), *_general())
    return Needles([*(needle for row in rows for needle in row.needles if len(needle) >= _TELLING), *_pieces()])


def needed(pattern: str) -> tuple[str, ...]:
    """Texts of which one is in whatever a pattern fits: the longest literal piece of each of its alternatives."""
    return tuple(max(pieces, key=len) for pieces in _outer(pattern))


_TOKEN = re.compile(r"\\(.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|(.)", re.DOTALL)


def _outer(pattern: str) -> list[list[str]]:
    """The literal pieces of a pattern that stand outside of all its groups, for each of its alternatives."""
    found, depth = [[""]], 0
    for token in _TOKEN.finditer(pattern):
        text, pieces = token[0], found[-1]
        if text == "(":
            depth += 1
            pieces.append("")
        elif text == ")":
            depth -= 1
        elif depth:
            continue
        elif text == "|":
            found.append([""])
        elif text in {"?", "*"} or (text[0] == "{" and len(text) > 1):  # of what is before it there may be none
            pieces[-1] = pieces[-1][:-1]
            pieces.append("")
        elif text in {"+", ".", "^", "$"} or text[0] == "[" or (token[1] and token[1].isalnum()):
            pieces.append("")
        else:
            pieces[-1] += token[1] or text
    return found


def _literals(pattern: str) -> list[str]:
    """The pieces of a pattern that stand for themselves."""
    plain = re.sub(r"\\[dwSsbW]|(?<!\\)\{\d+(?:,\d*)?\}", "\0", pattern)
    plain = re.sub(r"\(\?P<\w+>|\(\?i?:|.[?*]|(?<!\\)[()\[\]|+.^$]", "\0", plain)
    return re.sub(r"\\(.)", r"\1", plain).split("\0")


@lru_cache(1)
def _pieces() -> dict[str, list[tuple[str, LogLine]]]:
    """The literal pieces of all texts with their rows, by how they begin."""
    found: dict[str, list[tuple[str, LogLine]]] = {}
    for line in LINES:
        for number, literal in enumerate(_literals(line.pattern)):
            piece = literal.strip()
            if line.meaning:
                head, tells = piece[:_TAIL], number == 0 or len(literal) >= _INNER
            else:
                head, tells = piece[:_OWN_TAIL], piece.count(" ") >= _OWN_SPACES
            if tells and len(piece) >= _TAIL:
                found.setdefault(head, []).append((piece, line))
    return found


def unescaped(text: str) -> str:
    """A log without the backslashes before its quotes."""
    return text.replace('\\"', '"')


def find(text: str) -> list[Match]:
    """The known texts in a piece of a log, in their order; `start` counts in the unescaped text. Of several rows that
    fit at one place the first in the table counts; what lies inside another text, or only frames one that tells, is
    left out. In a line where nothing is known, a piece of a known text that a log has cut off counts.
    """
    plain = unescaped(text)
    places = _needles().places(plain)
    found: dict[int, tuple[Match, int]] = {}
    for line, needles in _rows():
        if any(needle in places or (len(needle) < _TELLING and needle in plain) for needle in needles):
            for hit in re.finditer(line.pattern, plain):
                found.setdefault(hit.start(), (Match(line, hit.groupdict(), hit.start()), hit.end()))
    told: list[Match] = []
    end = 0
    for start in sorted(found):
        match, last = found[start]
        if start >= end:
            told.append(match)
            end = last
    if not {one.line for one in told}.isdisjoint(STATE):
        told = [one for one in told if one.line not in _FRAMES]
    covered = sorted((start, last) for start, (_, last) in found.items())
    return sorted([*told, *_rest(plain, covered, places)], key=lambda one: one.start)


def _rest(plain: str, covered: list[tuple[int, int]], places: dict[str, list[int]]) -> list[Match]:
    """What the lines say in which no whole text is known. `places`: where the needles are."""
    pieces = _pieces()
    begun = sorted((start, begin) for begin in pieces.keys() & places.keys() for start in places[begin])
    general = [row.line for row in _general() if any(needle in places for needle in row.needles)]
    marked = [start for row in _general() for needle in row.needles for start in places.get(needle, ())]
    told: list[Match] = []
    begin = end = index = at = 0
    for place in sorted([*marked, *(start for start, _ in begun)]):
        if place < end:  # of a line that has been looked at
            continue
        begin = plain.rfind("\n", end, place) + 1 or end
        end = plain.find("\n", place) + 1 or len(plain)
        while index < len(covered) and covered[index][1] <= begin:
            index += 1
        if index < len(covered) and covered[index][0] < end:
            continue
        while at < len(begun) and begun[at][0] < begin:
            at += 1
        line = plain[begin:end]
        stop = begin + len(line.rstrip(' \n\r"….'))
        first = at
        while at < len(begun) and begun[at][0] < end:
            at += 1
        piece = next(
            (
                (start, row)
                for start, head in begun[first:at]
                for piece, row in pieces[head]
                if _is_there(plain, piece, start, stop, _TAIL if row.meaning else _OWN_TAIL)
            ),
            None,
        )
        if piece:
            told.append(Match(piece[1], {}, piece[0], cut=True))
            continue
        whole = next(((row, hit) for row in general if (hit := re.search(row.pattern, line))), None)
        if whole:
            row, hit = whole
            told.append(Match(row, hit.groupdict(), begin + hit.start()))
    return told


def _is_there(text: str, piece: str, start: int, stop: int, tail: int) -> bool:
    """Whether a piece is in a line that ends at `stop`, whole and long enough, or as much of it as the line has and at
    least `tail` characters.
    """
    there = stop - start
    if there < len(piece):
        return there >= tail and text.startswith(piece[:there], start)
    return text.startswith(piece, start) and (len(piece) >= _WHOLE or there == len(piece))
