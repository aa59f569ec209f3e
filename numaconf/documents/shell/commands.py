"""What a bash script consists of, as far as anyone here needs it: commands, words, redirections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.errors import Unreadable
    from numaconf.documents.shell.words import Piece
    from numaconf.documents.source import Span
    from numaconf.documents.text import Lines


class Word:
    """One argument. `value` is what bash passes, None where that holds something unknown; `text` then still has the
    literal parts, and the unknown ones as they are written; `unknown` are these ones' ranges in `text`. `offsets` are
    those of its characters in the script. `raw` is the word as it is written.
    """

    __slots__ = ("_lines", "_start", "offsets", "raw", "text", "unknown", "value")

    def __init__(
        self, raw: str, start: int, lines: Lines, text: str, offsets: Sequence[int], unknown: Sequence[tuple[int, int]]
    ) -> None:
        self.raw, self._start, self._lines = raw, start, lines
        self.text, self.offsets, self.unknown = text, offsets, unknown
        self.value = None if unknown else text

    def __repr__(self) -> str:
        return f"Word({self.raw!r}, value={self.value!r})"

    @property
    def span(self) -> Span:
        """The place of the whole word, as it is written."""
        return self._lines.span(self._start, self._start + len(self.raw))

    def place(self, start: int, end: int) -> Span:
        """The place in the script of the characters from `start` up to `end` of `text`."""
        if not self.offsets:
            return self.span
        first = self.offsets[min(start, len(self.offsets) - 1)]
        last = self.offsets[min(max(start, end - 1), len(self.offsets) - 1)]
        return self._lines.span(first, last + 1)


def joined(raw: str, start: int, pieces: list[Piece], lines: Lines) -> Word:
    """The word that pieces make."""
    unknown: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if piece.kind == "unknown":
            unknown.append((at, at + len(piece.text)))
        at += len(piece.text)
    text = "".join([piece.text for piece in pieces])
    return Word(raw, start, lines, text, [offset for piece in pieces for offset in piece.offsets], unknown)


def plain(raw: str, start: int, lines: Lines) -> Word:
    """The word that stands for itself."""
    return Word(raw, start, lines, raw, range(start, start + len(raw)), ())


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
    or after `&&` or `||`. `offsets`: of its first character, and behind its last.
    """

    __slots__ = ("_lines", "assignments", "conditional", "ended_by", "offsets", "redirects", "words")

    def __init__(self, lines: Lines, *, conditional: bool) -> None:
        self.words: list[Word] = []
        self.assignments: list[tuple[str, Word]] = []
        self.redirects: list[Redirect] = []
        self.conditional, self.ended_by = conditional, ""
        self._lines, self.offsets = lines, (0, 0)

    def __repr__(self) -> str:
        return f"Command({[word.value for word in self.words]})"

    @property
    def span(self) -> Span:
        """Its place."""
        return self._lines.span(*self.offsets)


class Script(NamedTuple):
    """The commands in the order of the text; `error` is what bash would stop at, after running those before it."""

    commands: list[Command]
    error: Unreadable | None
