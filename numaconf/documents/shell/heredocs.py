"""The lines of a here document."""

from __future__ import annotations

from numaconf.documents.shell.words import Piece


def body(source: str, at: int, end: str, *, strip: bool) -> tuple[list[Piece], int]:
    """The lines from `at` up to the one that is `end`, each with its offsets, and the offset after that one. `strip`:
    without the tabs that they begin with (`<<-`).
    """
    lines: list[Piece] = []
    while at < len(source):
        behind = source.find("\n", at) + 1 or len(source)
        line = source[at:behind]
        first = at + (len(line) - len(line.lstrip("\t")) if strip else 0)
        at = behind
        if source[first:behind].removesuffix("\n") == end:
            break
        lines.append(Piece("text", source[first:behind], list(range(first, behind)), quoted=True))
    return lines, at
