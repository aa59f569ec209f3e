"""A walk through a bash script: its commands, groups, reserved words, assignments and redirections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.shell.commands import Command, Redirect, joined, plain
from numaconf.documents.shell.heredocs import body
from numaconf.documents.shell.order import (
    ANY,
    DECLARING,
    LOCAL,
    Opened,
    assigned_by_arithmetic,
    assigns_anything,
    assigns_otherwise,
)
from numaconf.documents.shell.variables import Variables, after
from numaconf.documents.shell.words import DEPTH, METACHARACTERS, TooDeep, Unfinished, WordLexer
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.shell.pairs import Closers
    from numaconf.documents.shell.words import Piece
    from numaconf.documents.text import Lines

_PLAIN_WORD = re.compile(r"((?!#)[^ \t\n;&|()<>\\'\"$`{}~]+)(?:[ \t]+|(?=[\n;&|)])|\Z)")
"""A word that stands for itself, and the blanks behind it: no quote, expansion or brace is in it."""

_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_NO_PARAMETERS = re.compile(r"\([ \t]*\)")
_OPERATOR = re.compile(r";;&|;;|;&|;|&&|&>>|&>|&|\|\||\|&|\||\(|\)|<<<|<<-|<<|<&|<>|<(?!\()|>>|>&|>\||>(?!\()")
_REDIRECTS = frozenset("< > >> >| <> <& >& &> &>> << <<- <<<".split())
_IO_NUMBER = re.compile(r"(?:[0-9]+|\{[A-Za-z_]\w*\})(?=[<>])")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\[[^]]*\])?(\+?=)")
_LOOPS = frozenset("while until for select".split())
_OPENERS = frozenset("if while until for select case {".split())
_CLOSERS = frozenset("fi done esac }".split())
_RESERVED = _OPENERS | _CLOSERS | frozenset("then elif else do ! time coproc function".split())


class _Heredoc(NamedTuple):
    command: Command
    redirect: int
    end: str
    strip: bool
    quoted: bool


class Parser(WordLexer):
    """Walks a script."""

    def __init__(
        self, source: str, at: int, lines: Lines, variables: Variables, depth: int = 0, closers: Closers | None = None
    ) -> None:
        super().__init__(source, at, closers)
        self.lines, self.variables = lines, variables
        self.outer = depth
        self.open: list[Opened] = []
        self.function = False  # whether the next group is the body of a function
        self.found: list[Command] = []
        self.heredocs: list[_Heredoc] = []
        self.command = Command(self.lines, conditional=depth > 0)
        self.began = -1
        self.cases: list[bool] = []  # for every open `case`: whether a pattern is next
        self.before = ""  # the operator before this command
        if depth > DEPTH:
            raise TooDeep

    @property
    def depth(self) -> int:
        return self.outer + len(self.open)

    def enter(self, kind: Opened) -> None:
        """A group, condition, loop or the body of a function begins."""
        if self.function and kind != "loop":
            kind, self.function = "function", False
        self.open.append(kind)
        self.variables.functions += kind == "function"
        self.variables.bodies += kind in {"function", "loop"}
        self.variables.found.bodies |= kind in {"function", "loop"}

    def leave(self) -> None:
        """It ends."""
        if self.open:
            kind = self.open.pop()
            self.variables.functions -= kind == "function"
            self.variables.bodies -= kind in {"function", "loop"}

    def substitution(self) -> None:
        inner = Parser(self.source, self.at, self.lines, self.variables.copy(), self.depth + 1, self.closers)
        start = self.at
        inner.until(")")
        if not self.source.startswith(")", inner.at):
            raise Unfinished(")", start - 2)
        self.at = inner.at + 1
        self.found += inner.found

    def until(self, closer: str) -> None:
        """Commands up to the end of the text or an unmatched `closer`, which is not consumed."""
        open_groups = 0
        while True:
            self._blank()
            if not (self.cases and self.cases[-1]) and self._plain_words():
                continue
            operator = _OPERATOR.match(self.source, self.at)
            if self.at >= len(self.source):
                self._finish("")
                return
            if self.source[self.at] == "\n":
                self._finish("\n")
                self.at += 1
                self._read_heredocs()
            elif operator is None:
                self._word()
            elif operator[0] in _REDIRECTS:
                self._redirect(operator)
            elif operator[0] == "(" and self._parenthesis():
                open_groups += 1
            elif operator[0] == "(":
                pass
            elif operator[0] == ")" and self.cases and self.cases[-1]:
                self.at += 1
                self.cases[-1] = False
                self._forget_command()
            elif operator[0] == ")" and not open_groups and closer == ")":
                self._finish("")
                return
            else:
                self._operator(operator)
                if operator[0] == ")" and open_groups:
                    open_groups -= 1
                    self.leave()

    def _blank(self) -> None:
        blank = _BLANK.match(self.source, self.at)
        if blank:
            self.at = blank.end()
        if self.source.startswith("#", self.at):
            end = self.source.find("\n", self.at)
            self.at = end if end >= 0 else len(self.source)

    def _parenthesis(self) -> bool:
        """A group begins (True), or something is skipped: arithmetic, an array, the `()` of a function, a pattern."""
        if self.cases and self.cases[-1]:
            self.at += 1
            return False
        start = self.at
        if self.source.startswith("((", start) and not self.command.words and self._arithmetic(start + 2):
            self._arithmetic_assigns(self.source[start : self.at])
            return False
        if _NO_PARAMETERS.match(self.source, self.at):
            self.at = self.source.index(")", self.at) + 1
            self.function = True
            self._forget_command()
            return False
        self._finish("(")
        self.at += 1
        self.enter("group")
        self._forget_command()
        return True

    def _arithmetic_assigns(self, text: str) -> None:
        """`((A++))`, `$((A = 1))`, `${A:=1}`."""
        for name in assigned_by_arithmetic(text):
            self.variables.count(name)
            self.variables.forget(name)

    def _operator(self, operator: re.Match[str]) -> None:
        self._finish(operator[0])
        self.at = operator.end()
        if operator[0] in {";;", ";&", ";;&"} and self.cases:
            self.cases[-1] = True

    def _forget_command(self) -> None:
        self.command = Command(self.lines, conditional=self.depth > 0)
        self.began = -1

    def _word(self) -> None:
        start = self.at
        number = _IO_NUMBER.match(self.source, start)
        if number:
            self.at = number.end()
            return
        pieces = self.word()
        if self.at == start:  # cannot happen; never stand still
            self.at += 1
            return
        raw = self.source[start : self.at]
        if self.cases and self.cases[-1] and raw != "esac":
            return
        if not self.command.words and not self.command.assignments and self._reserved(raw):
            return
        if self.began < 0:
            self.began = start
        assigned = _ASSIGNMENT.match(raw) if self._may_assign() else None
        for piece in pieces:
            if piece.kind == "unknown" and piece.text.startswith(("$((", "${")):
                self._arithmetic_assigns(piece.text)
        if assigned and self.source.startswith("(", self.at) and raw.endswith("="):
            self._array()
            self.variables.count(assigned[1])
            self.variables.forget(assigned[1])
            return
        if assigned:
            self._assign(assigned, raw, start, pieces)
            if not self.command.words:
                return
        self.command.words += [joined(raw, start, word, self.lines) for word in self.variables.words(pieces)]

    def _plain_words(self) -> bool:
        """The words from here on that stand for themselves, as most do; False where there is none."""
        command, source, lines = self.command, self.source, self.lines
        words, at = command.words, self.at
        match = _PLAIN_WORD.match(source, at)
        if match is None or (words and words[0].value in DECLARING):
            return False
        if not words:
            name = match[1]
            if command.assignments or "=" in name or name in _RESERVED or name == "[[":
                return False
            if self.began < 0:
                self.began = at
        while match:
            words.append(plain(match[1], at, lines))
            at = match.end()
            match = None if words[0].value in DECLARING else _PLAIN_WORD.match(source, at)
        self.at = at
        return True

    def _may_assign(self) -> bool:
        words = self.command.words
        return not words or words[0].value in DECLARING

    def _assign(self, assigned: re.Match[str], raw: str, start: int, pieces: list[Piece]) -> None:
        """`NAME=value`, which is not split. The value is certain where the assignment is sure to happen."""
        skip = assigned.end()
        value_pieces = self.variables.resolve(after(pieces, skip))
        word = joined(raw[skip:], start + skip, value_pieces, self.lines)
        name = assigned[1]
        if not self.command.words:
            self.command.assignments.append((name, word))
        certain = self.depth == 0 and not self.command.conditional and self.before not in {"|", "|&"}
        before = [word.text for word in self.command.words]
        value = word.value if certain and not assigned[2] and not assigns_otherwise(before) else None
        self.variables.assign(name, value, more=assigned[3] == "+=")
        if before and not (before[0] in LOCAL and self.variables.functions):
            self.variables.count(name)

    def _array(self) -> None:
        """`NAME=(…)`: nothing that is passed on as it is."""
        start = self.at
        self.at += 1
        inner = Parser(self.source, self.at, self.lines, Variables(), self.depth + 1, self.closers)
        inner.until(")")
        if not self.source.startswith(")", inner.at):
            raise Unfinished(")", start)
        self.at = inner.at + 1

    def _reserved(self, raw: str) -> bool:
        """Take note of a reserved word in the place of a command's name."""
        if raw == "[[":
            self._test()
            return True
        if raw not in _RESERVED:
            return False
        if raw in _OPENERS:
            self.enter("loop" if raw in _LOOPS else "group")
        elif raw in _CLOSERS:
            self.leave()
        if raw == "case":
            self._header(r"\bin\b")
            self.cases.append(True)
        elif raw == "esac" and self.cases:
            self.cases.pop()
        elif raw in {"for", "select", "function"}:
            self.function = raw == "function"
            self._header(r"(?=[;\n({])" if raw == "function" else r"(?=[;\n])")
        self.command.conditional = self.depth > 0
        return True

    def _header(self, end: str) -> None:
        """Words that are not commands: of `for NAME in …`, `case … in`, `function NAME`."""
        self._blank()
        name = re.compile(r"\w+").match(self.source, self.at)
        if name and not self.function:
            self.variables.count(name[0])
            self.variables.forget(name[0])
        found = re.compile(end).search(self.source, self.at)
        self.at = found.end() if found else len(self.source)

    def _test(self) -> None:
        """`[[ … ]]`, where `<` and `(` are not operators."""
        while self.at < len(self.source):
            self._blank()
            start = self.at
            self.word()
            if self.source[start : self.at] == "]]":
                return
            if self.at == start:
                self.at += 1

    def _redirect(self, operator: re.Match[str]) -> None:
        if self.began < 0:
            self.began = self.at
        self.at = operator.end()
        self._blank()
        start = self.at
        pieces = self.word()
        raw = self.source[start : self.at]
        sign = operator[0]
        if sign in {"<<", "<<-"}:
            end = "".join(piece.text for piece in pieces)
            quoted = any(mark in raw for mark in "'\"\\")
            self.heredocs.append(_Heredoc(self.command, len(self.command.redirects), end, sign == "<<-", quoted))
        target = joined(raw, start, self.variables.resolve(pieces), self.lines)
        self.command.redirects.append(Redirect(sign, target))

    def _read_heredocs(self) -> None:
        for heredoc in self.heredocs:
            self._read_heredoc(heredoc)
        self.heredocs.clear()

    def _read_heredoc(self, heredoc: _Heredoc) -> None:
        start = self.at
        pieces, self.at = body(self.source, start, heredoc.end, strip=heredoc.strip)
        body_end = pieces[-1].offsets[-1] + 1 if pieces and pieces[-1].offsets else start
        if not heredoc.quoted:
            pieces = self._expand_heredoc(pieces)
        word = joined(self.source[start:body_end], start, pieces, self.lines)
        line_number = self.lines.place(start)[0]
        sign = "<<-" if heredoc.strip else "<<"
        heredoc.command.redirects[heredoc.redirect] = Redirect(sign, word, line_number, heredoc.quoted)

    def _expand_heredoc(self, pieces: list[Piece]) -> list[Piece]:
        """The body of a here document, read like the inside of double quotes (but quotes mean nothing)."""
        text = "".join(piece.text for piece in pieces)
        offsets = [offset for piece in pieces for offset in piece.offsets]
        inner = Parser(text, 0, self.lines, self.variables.copy(), self.depth + 1)
        while inner.at < len(text):
            inner.quoted_character(text[inner.at], "$`\\")
        moved = [piece._replace(offsets=[offsets[offset] for offset in piece.offsets]) for piece in inner.pieces]
        return self.variables.resolve(moved)

    def _finish(self, ended_by: str) -> None:
        command = self.command
        if self.began >= 0:
            command.ended_by = ended_by
            end = min(self.at, len(self.source))  # after a backslash that ends the text
            while end > self.began and self.source[end - 1] in METACHARACTERS:
                end -= 1
            command.offsets = self.began, end
            self.found.append(command)
            if assigns_anything([word.text for word in command.words]):
                self.variables.count(ANY)
                self.variables.forget()
            if ended_by in {"|", "|&", "&"}:
                for name, _ in command.assignments:
                    self.variables.forget(name)
            for name, _ in command.assignments:
                if command.words:  # only for the command itself
                    self.variables.forget(name)
                else:
                    self.variables.count(name)
        self.before = ended_by
        self.command = Command(self.lines, conditional=self.depth > 0 or ended_by in {"&&", "||"})
        self.began = -1
