"""Words of bash: quoting resolved to what bash would pass, as far as that can be known from the text.

Source: bash 5.2, manual sections Quoting and Shell Expansions; the tests ask bash itself.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import Literal

from numaconf.documents.shell import ansi
from numaconf.documents.shell.pairs import Closers, braces
from numaconf.named import NamedTuple

DEPTH = 50
METACHARACTERS = " \t\n;&|()<>"
_PLAIN = re.compile(r"[^ \t\n;&|()<>\\'\"$`{}~,.]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*(?:\[[^]]*\])?\+?=", re.ASCII)
_IN_NAME = frozenset(f"{ascii_letters}{digits}_")
_CONTINUED_NAME = re.compile(rf"{_NAME.pattern}(?:(?:\\\n)+[A-Za-z0-9_]+)*")
_SPECIAL = frozenset("0123456789@*#?-$!_")


class Piece(NamedTuple):
    """A part of a word. `text`: the characters that it stands for, each with its offset in the source. `name`: the
    value of a variable. `unknown`: what bash would have to be run for (as it is written).
    """

    kind: Literal["text", "name", "unknown"]
    text: str
    offsets: list[int]
    quoted: bool


class Unfinished(Exception):
    """A quote or a substitution that is not closed; the message is bash's."""

    def __init__(self, closer: str, offset: int) -> None:
        super().__init__(f"unexpected EOF while looking for matching `{closer}'")
        self.offset = offset


class TooDeep(Exception):
    """Expansions are nested deeper than DEPTH."""


class WordLexer:
    """Reads words from `source` at `at`; a parser of whole scripts builds on it."""

    def __init__(self, source: str, at: int = 0, closers: Closers | None = None) -> None:
        self.source, self.at = source, at
        self.closers = closers or Closers(source)
        self.pieces: list[Piece] = []
        self.braces = 0, 0, 0
        self.nested = 0

    def substitution(self) -> None:
        """Called after `$(`: move past the matching `)`."""
        raise NotImplementedError

    def add(self, text: str, offsets: range | list[int], *, quoted: bool) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last and last.kind == "text" and last.quoted == quoted:
            last.offsets.extend(offsets)
            self.pieces[-1] = last._replace(text=last.text + text)
        else:
            self.pieces.append(Piece("text", text, list(offsets), quoted))

    def unknown(self, start: int, *, quoted: bool) -> None:
        text = self.source[start : self.at]
        self.pieces.append(Piece("unknown", text, list(range(start, self.at)), quoted))

    def word(self) -> list[Piece]:
        """The word that begins here (none if a metacharacter does). Raises Unfinished."""
        self.pieces = []
        start = self.at
        while self.at < len(self.source):
            here = self.at
            character = self.source[here]
            plain = _PLAIN.match(self.source, here)
            if plain:
                self.at = plain.end()
                self.add(plain[0], range(here, self.at), quoted=False)
            elif character in METACHARACTERS:
                if character in "<>" and self.source[here + 1 : here + 2] == "(":
                    self.at += 2
                    self.substitution()
                    self.unknown(here, quoted=False)
                    continue
                break
            elif character == "\\":
                self.at += 2
                following = self.source[here + 1 : here + 2]
                if following != "\n":
                    self.add(following or "\\", [here + 1 if following else here], quoted=True)
            elif character == "'":
                self.single(here + 1)
            elif character == '"':
                self.at += 1
                self.double()
            elif character in "$`":
                self.dollar(quoted=False)
            elif self._is_tilde(start) or (character == "{" and self._is_brace_expansion()):
                self.at += 1
                self.unknown(here, quoted=False)
                if character == "{" and self.source[here - 1] in _IN_NAME:
                    self._unlearn_names()
            else:
                self.at += 1
                self.add(character, [here], quoted=False)
        return self.pieces

    def _unlearn_names(self) -> None:
        """Braces are expanded first: `$A{b,c}` is `$Ab $Ac`."""
        self.pieces = [
            piece._replace(kind="unknown", text=f"${{{piece.text}}}", offsets=piece.offsets * (len(piece.text) + 3))
            if piece.kind == "name"
            else piece
            for piece in self.pieces
        ]

    def _is_tilde(self, start: int) -> bool:
        """`~` is a home at the start of a word; in one that looks like an assignment, also after its `=` and `:`."""
        if self.source[self.at] != "~":
            return False
        before = self.source[start : self.at]
        return not before or (before[-1] in "=:" and _ASSIGNED.match(before) is not None)

    def _is_brace_expansion(self) -> bool:
        """`{a,b}` and `{1..3}` make several words; `{}` and `{a}` do not."""
        if not self.braces[0] <= self.at < self.braces[1]:
            self.braces = braces(self.source, self.at)
        return self.at < self.braces[2]

    def single(self, start: int) -> None:
        end = self.source.find("'", start)
        if end < 0:
            raise Unfinished("'", start - 1)
        self.add(self.source[start:end], range(start, end), quoted=True)
        self.at = end + 1

    def double(self) -> None:
        """After the opening quote: up to after the closing one."""
        start = self.at - 1
        self.add("", [], quoted=True)
        while True:
            here = self.at
            character = self.source[here : here + 1]
            if not character:
                raise Unfinished('"', start)
            if character == '"':
                self.at += 1
                return
            self.quoted_character(character, '$`"\\')

    def quoted_character(self, character: str, escapable: str) -> None:
        """One character where only `$`, backquote and some backslashes mean something."""
        here = self.at
        following = self.source[here + 1 : here + 2]
        if character in "$`":
            self.dollar(quoted=True)
        elif character == "\\" and following and following in escapable + "\n":
            self.at += 2
            if following != "\n":
                self.add(following, [here + 1], quoted=True)
        else:
            self.at += 1
            self.add(character, [here], quoted=True)

    def dollar(self, *, quoted: bool) -> None:
        """An expansion, or a plain dollar."""
        here = self.at
        source = self.source
        following = source[here + 1 : here + 2]
        name = _CONTINUED_NAME.match(source, here + 1)
        if source[here] == "`":
            self.at = self._behind_backquote(here + 1)
            self.unknown(here, quoted=quoted)
        elif name:
            self.at = name.end()
            self.pieces.append(Piece("name", name[0].replace("\\\n", ""), [here], quoted))
        elif following == "{":
            self.at = self._behind_brace(here + 2, quoted=quoted)
            inside = source[here + 2 : self.at - 1]
            if _NAME.fullmatch(inside):
                self.pieces.append(Piece("name", inside, [here], quoted))
            else:
                self.unknown(here, quoted=quoted)
        elif source.startswith("$((", here) and self._arithmetic(here + 3):
            self.unknown(here, quoted=quoted)
        elif following == "(":
            self.at += 2
            self.substitution()
            self.unknown(here, quoted=quoted)
        elif following == "'" and not quoted:
            self.at += 2
            self._ansi()
        elif following == '"' and not quoted:
            self.at += 2
            self.double()
        elif following and (following in _SPECIAL or source.startswith("\\\n", here + 1)):
            self.at += 2
            self.unknown(here, quoted=quoted)
        else:
            self.at += 1
            self.add("$", [here], quoted=quoted)

    def _behind_backquote(self, at: int) -> int:
        found = re.compile(r"(?:[^`\\]|\\.)*`", re.DOTALL).match(self.source, at)
        if found is None:
            raise Unfinished("`", at - 1)
        return found.end()

    def _behind_brace(self, at: int, *, quoted: bool) -> int:
        """Behind the `}` of a `${`, over quotes (single ones mean nothing in double ones) and nested expansions."""
        start = at - 2
        while at < len(self.source):
            character = self.source[at]
            if character == "}":
                return at + 1
            if character == "\\":
                at += 2
            elif character == "'" and not quoted:
                at = self.source.find("'", at + 1) + 1
                if not at:
                    raise Unfinished("'", start)
            elif character == '"' or self.source.startswith("${", at) or self.source.startswith("$(", at):
                at = self._behind(at)
            elif character == "`":
                at = self._behind_backquote(at + 1)
            else:
                at += 1
        raise Unfinished("}", start)

    def _behind(self, at: int) -> int:
        """Behind a quoted string or an expansion, whose pieces nobody needs."""
        if self.nested == DEPTH:
            raise TooDeep
        saved = self.at, self.pieces
        self.nested += 1
        self.at, self.pieces = at, []
        if self.source[at] == '"':
            self.at += 1
            self.double()
        else:
            self.dollar(quoted=True)
        end = self.at
        self.at, self.pieces = saved
        self.nested -= 1
        return end

    def _arithmetic(self, at: int) -> bool:
        """Move past the `))` of a `$((`, if it has one."""
        end = self.closers.of(at - 2) + 1
        if end and self.source[end - 2 : end] == "))":
            self.at = end
            return True
        return False

    def _ansi(self) -> None:
        """Behind `$'`."""
        start, ended = self.at - 2, False
        self.add("", [], quoted=True)
        while True:
            here = self.at
            character = self.source[here : here + 1]
            if not character:
                raise Unfinished("'", start)
            if character == "'":
                self.at += 1
                return
            escape = ansi.ESCAPE.match(self.source, here)
            if escape:
                self.at = escape.end()
                value = ansi.value(escape)
                ended = ended or value == "\0"  # bash's strings end there, and the rest is lost
                if not ended:
                    self.add(value, [here], quoted=True)
            else:
                self.at += 1
                if not ended:
                    self.add(character, [here], quoted=True)
