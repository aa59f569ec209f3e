"""The two ways in which a verb ends without doing its job."""

from __future__ import annotations


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
