"""The variables of a script whose value is certain, and the words that their use makes."""

from __future__ import annotations

import re

from numaconf.documents.shell_words import Piece

# Characters that variables may become, in all: a value that is doubled line by line would fill the memory.
_MOST_EXPANDED = 1 << 20


class Variables:
    """Known values by name; a copy is what a subshell or a here document sees."""

    def __init__(self, known: dict[str, str] | None = None, spent: list[int] | None = None) -> None:
        self.known: dict[str, str] = {} if known is None else known
        self._spent = [0] if spent is None else spent

    def copy(self) -> Variables:
        return Variables(dict(self.known), self._spent)

    def forget(self, name: str = "") -> None:
        """A variable, or all of them, may have any value from here on."""
        if name:
            self.known.pop(name, None)
        else:
            self.known.clear()

    def assign(self, name: str, value: str | None, *, more: bool) -> None:
        """`NAME=value`, with `more` `NAME+=value`; None is a value that is not known."""
        if value is not None and more:
            value = self.known[name] + value if name in self.known and self._spent[0] < _MOST_EXPANDED else None
            self._spent[0] += len(value or "")
        if value is None:
            self.forget(name)
        else:
            self.known[name] = value

    def resolve(self, pieces: list[Piece]) -> list[Piece]:
        """Variables that are known become their text, others stay as they are written."""
        resolved = []
        for piece in pieces:
            if piece.kind != "name":
                resolved.append(piece)
            elif piece.text in self.known and self._spent[0] < _MOST_EXPANDED:
                value = self.known[piece.text]
                self._spent[0] += len(value)
                resolved.append(Piece("text", value, piece.offsets * len(value), piece.quoted))
            else:
                written = f"${{{piece.text}}}"
                resolved.append(Piece("unknown", written, piece.offsets * len(written), piece.quoted))
        return resolved

    def words(self, pieces: list[Piece]) -> list[list[Piece]]:
        """The words that one written word becomes: the value of an unquoted variable is split at white space."""
        words: list[list[Piece]] = [[]]
        for before, piece in zip(pieces, self.resolve(pieces), strict=True):
            if before.kind != "name" or piece.kind != "text" or piece.quoted:
                words[-1].append(piece)
                continue
            for index, part in enumerate(re.split(r"[ \t\n]+", piece.text)):
                if index:
                    words.append([])
                if part:
                    words[-1].append(piece._replace(text=part, offsets=before.offsets * len(part)))
        return [word for word in words if word]


def behind(pieces: list[Piece], count: int) -> list[Piece]:
    """The pieces without their first `count` characters, which are text."""
    rest = []
    for piece in pieces:
        if count >= len(piece.text) and piece.kind == "text":
            count -= len(piece.text)
            continue
        rest.append(piece._replace(text=piece.text[count:], offsets=piece.offsets[count:]) if count else piece)
        count = 0
    return rest
