"""What is asked of a folder for each of its files, and has one answer in one run."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    Answer = TypeVar("Answer")

MOST = 256
"""Answers that are kept. A walk goes through one folder after another, so it needs few."""


class _Run:
    """The answers of this run by question and folder; None outside of one, where each question is asked anew."""

    answers: ClassVar[dict[tuple[Callable[[str], Any], str], Any] | None] = None


@contextmanager
def in_one_run() -> Iterator[None]:
    """Within this a folder is asked once: who runs numaconf does not move units and drop-ins about meanwhile."""
    before, _Run.answers = _Run.answers, {}
    try:
        yield
    finally:
        _Run.answers = before


def of_folder(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """A function of a folder's path that is asked once for each in one run."""

    @wraps(ask)
    def asked(folder: str) -> Answer:
        answers = _Run.answers
        if answers is None:
            return ask(folder)
        held: Answer | None = answers.get((ask, folder))
        if held is None:
            if len(answers) >= MOST:
                answers.clear()
            held = answers[ask, folder] = ask(folder)
        return held

    return asked
