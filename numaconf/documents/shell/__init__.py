"""The commands of a bash script and the words that bash would pass to them, with their places.

Nothing is run: what a command substitution or an unset variable gives is unknown, commands between backquotes are not
looked at, and a pattern is taken to match nothing, as patterns among arguments do. Functions, conditions and loops are
walked through, and their commands are marked as conditional. The reader is our own, because the grammars at hand lose
words: tree-sitter's drops an escaped blank, and takes the words after a redirection for part of it.
"""

from __future__ import annotations

from numaconf.documents.errors import Unreadable
from numaconf.documents.shell.commands import Command, Redirect, Script, Word
from numaconf.documents.shell.order import Assignments
from numaconf.documents.shell.parser import Parser
from numaconf.documents.shell.variables import Variables
from numaconf.documents.shell.words import TooDeep, Unfinished
from numaconf.documents.text import Lines

__all__ = ["Command", "Redirect", "Script", "Word", "commands", "parse"]

LIMIT = 1 << 20
"""Bytes. User data ends at 16 KiB."""


def commands(text: str) -> list[Command]:
    """The commands of a script, up to a place where bash would not understand it."""
    return parse(text).commands


def parse(text: str) -> Script:
    """The commands of a script and what is wrong with it. Raises Unreadable for its size only."""
    if len(text) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read as a script", limit=True)
    script, assignments = _read(text, Assignments())
    return _read(text, assignments)[0] if assignments.matter else script


def _read(text: str, before: Assignments) -> tuple[Script, Assignments]:
    lines, variables = Lines(text), Variables(before)
    parser = Parser(text, 0, lines, variables)
    error: Unreadable | None = None
    try:
        parser.until("")
    except Unfinished as unfinished:
        line, column = lines.place(unfinished.offset)
        error = Unreadable(f"bash: line {line}: {unfinished}", line, column)
    except TooDeep:
        error = Unreadable("substitutions nested too deep for numaconf", limit=True)
    return Script(parser.found, error), variables.found
