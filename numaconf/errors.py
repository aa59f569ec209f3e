"""The ways in which a verb ends without doing its job: the two that are foreseen, and errors of the program itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG = "NUMACONF_DEBUG"
"""Set in the environment, an error of the program itself shows its traceback."""


class Problem(Exception):
    """A message for the user: place, cause, remedy. `exit_status` is what the process returns.

    1: the content is at fault (unparsable, against the schema or the rules, not expressible on a target).
    """

    exit_status = 1

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        self.message, self.place, self.remedy = message, place, remedy
        # On a line of its own each, whatever a file name or a value holds.
        place, message = (place if place.isprintable() else ascii(place)[1:-1]), message.replace("\n", "\n  ")
        head = f"{place}: {message}" if place else message
        super().__init__(f"{head}\n  {remedy}" if remedy else head)


class CannotDo(Problem):
    """2: the job could not be done: usage, a path that is missing or cannot be read, required context missing."""

    exit_status = 2


def together(words: Sequence[str]) -> str:
    """Words in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def internal(error: BaseException) -> str:
    """What is told of an error of the program itself: what, where, and what to send. Raises it for who asks (DEBUG)."""
    if isinstance(error, MemoryError):
        return "out of memory"
    if os.environ.get(DEBUG):
        raise error
    if isinstance(error, RecursionError):
        return "the input is nested too deeply"
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" ({os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno})" if place else ""
    return (
        f"a bug in numaconf: {type(error).__name__}: {error}{where}\n"
        f"Please report it with the command and its input; {DEBUG}=1 in the environment prints the traceback."
    )
