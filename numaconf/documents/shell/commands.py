"""What a bash script consists of, as far as anyone here needs it: commands, words, redirections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import Span
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.errors import Unreadable
    from numaconf.documents.shell.words import Piece
    from numaconf.documents.text import Lines


class Word:
    """One argument. `value` is what bash passes, None where that holds something unknown; `text` then still has the
    literal parts, and the unknown ones as they are written; `unknown` are these ones' ranges in `text`. `raw` is the
    word as it is written.
    """

    __slots__ = ("_lines", "offsets", "raw", "span", "text", "unknown", "value")

    def __init__(self, raw: str, start: int, pieces: list[Piece], lines: Lines) -> None:
        self.raw, self._lines = raw, lines
        self.text = "".join(piece.text for piece in pieces)
        self.offsets = [offset for piece in pieces for offset in piece.offsets]
        self.unknown: list[tuple[int, int]] = []
        at = 0
        for piece in pieces:
            if piece.kind == "unknown":
                self.unknown.append((at, at + len(piece.text)))
            at += len(piece.text)
        self.value = None if self.unknown else self.text
        self.span = lines.span(start, start + len(raw))

    def __repr__(self) -> str:
        return f"Word({self.raw!r}, value={self.value!r})"

    def place(self, start: int, end: int) -> Span:
        """The place in the script of the characters from `start` up to `end` of `text`."""
        if not self.offsets:
            return self.span
        first = self.offsets[min(start, len(self.offsets) - 1)]
        last = self.offsets[min(max(start, end - 1), len(self.offsets) - 1)]
        return self._lines.span(first, last + 1)


class Redirect(NamedTuple):
    """`target` is the file, or for `<<`, `<<-` and `<<<` the text that the command reads; `line` is that of a here
    document's first line. `quoted`: nothing is expanded in it.
    """

    operator: str
    target: Word
    line: int = 0
    quoted: bool = False


class Command:
    """A simple command. `ended_by` is the operator or line feed after it ("" at the end of the text). Assignments
    before the name are not among the words. `conditional`: it is in a function, condition, loop or substitution,
    or after `&&` or `||`.
    """

    __slots__ = ("assignments", "conditional", "ended_by", "redirects", "span", "words")

    def __init__(self, *, conditional: bool) -> None:
        self.words: list[Word] = []
        self.assignments: list[tuple[str, Word]] = []
        self.redirects: list[Redirect] = []
        self.conditional, self.ended_by = conditional, ""
        self.span = Span(1, 1, 1, 1)

    def __repr__(self) -> str:
        return f"Command({[word.value for word in self.words]})"


class Script(NamedTuple):
    """The commands in the order of the text; `error` is what bash would stop at, after running those before it."""

    commands: list[Command]
    error: Unreadable | None
