"""A report on stdout, in the form that was asked for."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from numaconf.cli import terminal
from numaconf.documents import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numaconf.results import FileReport, Report, Totals

FORMATS: dict[str, str] = {
    "text": "numaconf.reports.text",
    "concise": "numaconf.reports.concise",
    "json": "numaconf.reports.json",
    "json-v1": "numaconf.reports.json",
    "sarif": "numaconf.reports.sarif",
    "github": "numaconf.reports.github",
    "gitlab": "numaconf.reports.gitlab",
    "junit": "numaconf.reports.junit",
}
"""Format to the module that renders it."""

STREAMED = frozenset({"text", "concise", "github"})
"""Formats that are written file by file: a long run keeps no file in memory, and shows what it has found so far."""

WIDEST = 160
"""Lines of a source are shown no wider, whatever the terminal is."""


def write(report: Report, form: str, texts: Mapping[str, bytes]) -> None:
    """Write a report; `texts` are the contents of the files that it is about."""
    module = import_module(FORMATS[form])
    if form == "text":
        terminal.result(module.render(report, source_lines(texts), terminal.width(WIDEST)))
    else:
        _out(form)(module.render(report))


def write_file(one: FileReport, form: str, texts: Mapping[str, bytes]) -> None:
    """Write what a streamed form says about one file with remarks."""
    module = import_module(FORMATS[form])
    if form == "text":
        terminal.report(module.each(one, source_lines(texts), terminal.width(WIDEST)), one.path)
    else:
        _out(form)(module.each(one, source_lines(texts)))


def write_end(totals: Totals, form: str) -> None:
    """Write what a streamed form says about the whole run."""
    if form == "text" and terminal.Wishes.quiet and _clean(totals):
        return
    module = import_module(FORMATS[form])
    said = module.end(totals, terminal.width(WIDEST)) if form == "text" else module.end(totals)
    if said:
        terminal.result(said)


def _clean(totals: Totals) -> bool:
    """Whether something was judged, all of it, and nothing is to be said."""
    told = any(totals.severities.values()) or totals.problems or totals.unread or totals.undecided or totals.silenced
    return totals.statuses["checked"] > 0 and not told


def _out(form: str) -> Callable[[str], None]:
    return terminal.commands if form == "github" else terminal.result


def source_lines(texts: Mapping[str, bytes]) -> Callable[[str], Sequence[str]]:
    """The lines of a file by its path; what is not among the texts is read from its file."""

    @lru_cache(1)  # every remark asks
    def lines(path: str) -> Sequence[str]:
        data = texts.get(path)
        if data is None:
            try:
                data = reading.read(path)
            except (OSError, ValueError):
                return ()
        return data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")

    return lines
