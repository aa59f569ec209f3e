"""The `numaconf` program: its verbs, and the one place where errors become messages and an exit status.

A verb is a click command in a module of its own, imported when it is called; it returns its exit status (None is 0).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from numaconf.cli import terminal
from numaconf.cli.verbs import COMPLETE
from numaconf.errors import Problem, internal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def run(arguments: Sequence[str]) -> int:
    """Run the program. Returns the exit status: 0 done, 1 a problem of content, 2 the job could not be done."""
    return guarded(_called, arguments)


def guarded(program: Callable[[Sequence[str]], object], arguments: Sequence[str]) -> int:
    """Call a program; errors become messages and an exit status."""
    terminal.begin()
    try:
        status = _run(program, arguments)
        terminal.finish()
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as error:
        place = os.fsdecode(error.filename) if error.filename else ""
        return _fail(str(Problem(error.strerror or str(error), place=place)), 2)
    return status


def _run(program: Callable[[Sequence[str]], object], arguments: Sequence[str]) -> int:
    try:
        status = program(arguments)
    except Problem as problem:
        return _fail(str(problem), problem.exit_status)
    except KeyboardInterrupt:
        return _fail("interrupted", 2)
    except OSError:
        raise
    except Exception as error:
        from numaconf.documents.errors import Unreadable

        if isinstance(error, Unreadable):
            return _fail(error.message, 1)
        return _fail(str(Problem(internal(error))), 1 if isinstance(error, RecursionError) else 2)
    return status if isinstance(status, int) else 0


def _called(arguments: Sequence[str]) -> object:
    """What the verb returns."""
    if arguments[:1] == ["lint"] and COMPLETE not in os.environ:
        from numaconf.cli.lint_options import plain
        from numaconf.cli.linting import lint

        asked = plain(arguments[1:])
        if asked:
            return lint(*asked)
    from numaconf.cli.group import call

    return call(arguments)


def _fail(message: str, status: int) -> int:
    terminal.error(f"numaconf: {message}")
    return status


def _closed_pipe() -> int:
    # Whoever read our output has seen enough. Python flushes stdout once more on its way out: let it go nowhere.
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
