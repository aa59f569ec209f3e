"""From a text of YAML or JSON to a machine, with line and column of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.errors import Problem
from numaconf.machine.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.documents.text import TextDocument
    from numaconf.machine.model import Machine


def read(data: bytes | str, path: str) -> TextDocument:
    """The first document of a text; `path` is for messages. Raises Problem."""
    from numaconf.documents import hints
    from numaconf.documents import load as documents
    from numaconf.documents.errors import Unreadable

    try:
        return documents.read(data)
    except Unreadable as error:
        raise hints.problem(error, path, data) from None


def convert(document: TextDocument, path: str, machine: Callable[[Any, str], Machine]) -> Machine:
    """What `machine` makes of a document's value and the path. Its MachineErrors become a Problem with a place."""
    for strict in document.strict:
        raise Problem(strict.text, place=_place(path, document, strict.route, key=True), remedy="keep one")
    try:
        return machine(document.value, path)
    except MachineError as error:
        place = _place(path, document, error.route, key=error.key)
        raise Problem(error.message, place=place, remedy=error.remedy) from None


def _place(path: str, document: TextDocument, route: tuple[str | int, ...], *, key: bool) -> str:
    span = document.span(route, key=key)
    return f"{path}:{span.line}:{span.column}"
