"""The one way in which a reader refuses a text."""

from __future__ import annotations


class Unreadable(Exception):
    """A text that its consumer's reader refuses: `message` is what that reader says (`yaml: line 4: …`).

    `line` and `column` count from 1 and are where the trouble is, as far as the reader knows. `limit` is True where
    it is numaconf that goes no further (size, nesting) and the consumer might: then nothing is wrong with the text.
    `hint`: what to do about it, where the reader's words alone lead astray. `offset` is the place in characters, while
    lines are still counted as the consumer counts them.
    """

    hint = ""
    offset: int | None = None

    def __init__(self, message: str, line: int = 1, column: int = 1, *, limit: bool = False) -> None:
        self.message, self.line, self.column, self.limit = message, line, column, limit
        super().__init__(f"{line}:{column}: {message}")
