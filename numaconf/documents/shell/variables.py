"""The variables of a script whose value is certain, and the words that their use makes."""

from __future__ import annotations

import copy
import re

from numaconf.documents.shell.order import ANY, Assignments
from numaconf.documents.shell.words import Piece

# Characters that variables may become, in all: a value that is doubled line by line would fill the memory.
_MOST_EXPANDED = 1 << 20

# A subshell gets a copy of them all.
_MOST_KNOWN = 1000


class Variables:
    """Known values by name; a copy is what a subshell or a here document sees.

    `before` are the assignments that an earlier reading of the script found, `found` those of this one. `functions` and
    `bodies` count the functions, and the functions and loops, that are open.
    """

    def __init__(self, before: Assignments | None = None) -> None:
        self.known: dict[str, str] = {}
        self.before, self.found = before or Assignments(), Assignments()
        self.functions = self.bodies = 0
        self._spent = [0]

    def copy(self) -> Variables:
        other = copy.copy(self)
        other.known = dict(self.known)
        return other

    def count(self, name: str) -> None:
        """An assignment that lasts."""
        self.found.add(name, function=self.functions > 0, body=self.bodies > 0)

    def forget(self, name: str = ANY) -> None:
        """A variable, or all of them, may have any value from here on."""
        if name == ANY:
            self.known.clear()
        else:
            self.known.pop(name, None)

    def value(self, name: str) -> str | None:
        """The value of a variable, if it is certain."""
        if name not in self.known or self.before.hides(name, body=self.bodies > 0):
            return None
        return self.known[name]

    def assign(self, name: str, value: str | None, *, more: bool) -> None:
        """`NAME=value`, with `more` `NAME+=value`; None is a value that is not known."""
        if value is not None and more:
            old = self.value(name) if self._spent[0] < _MOST_EXPANDED else None
            value = None if old is None else old + value
            self._spent[0] += len(value or "")
        self.forget(name)
        if value is not None and len(self.known) < _MOST_KNOWN:
            self.known[name] = value

    def _is_split_otherwise(self) -> bool:
        """Whether the script sets IFS, which says where values are split into words."""
        return self.before.times["IFS"] > 0 or self.found.times["IFS"] > 0

    def resolve(self, pieces: list[Piece], *, whole: bool = True) -> list[Piece]:
        """Variables that are known become their text, others stay as they are written. `whole`: nothing is split."""
        resolved = []
        for piece in pieces:
            value = self.value(piece.text) if piece.kind == "name" and self._spent[0] < _MOST_EXPANDED else None
            if piece.kind != "name":
                resolved.append(piece)
            elif value is not None and (piece.quoted or whole or not self._is_split_otherwise()):
                self._spent[0] += len(value)
                resolved.append(Piece("text", value, piece.offsets * len(value), piece.quoted))
            else:
                written = f"${{{piece.text}}}"
                resolved.append(Piece("unknown", written, piece.offsets * len(written), piece.quoted))
        return resolved

    def words(self, pieces: list[Piece]) -> list[list[Piece]]:
        """The words that one written word becomes: the value of an unquoted variable is split at white space."""
        words: list[list[Piece]] = [[]]
        for before, piece in zip(pieces, self.resolve(pieces, whole=False), strict=True):
            if before.kind != "name" or piece.kind != "text" or piece.quoted:
                words[-1].append(piece)
                continue
            for index, part in enumerate(re.split(r"[ \t\n]+", piece.text)):
                if index:
                    words.append([])
                if part:
                    words[-1].append(piece._replace(text=part, offsets=before.offsets * len(part)))
        return [word for word in words if word]


def after(pieces: list[Piece], count: int) -> list[Piece]:
    """The pieces without their first `count` characters, which are text."""
    rest = []
    for piece in pieces:
        if count >= len(piece.text) and piece.kind == "text":
            count -= len(piece.text)
            continue
        rest.append(piece._replace(text=piece.text[count:], offsets=piece.offsets[count:]) if count else piece)
        count = 0
    return rest
