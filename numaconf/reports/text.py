"""`--format text`, for people: the place in the source, what the program on the node will say, the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.reports.closing import closing, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numaconf.results import FileReport, Remark, Report, Totals

    Lines = Callable[[str], Sequence[str]]

WIDTH = 80
"""Where nothing else is known of a terminal."""

MARKS = {"safe": "[*]", "unsafe": "[!]"}
"""What marks a finding that `--fix` fixes, and one that needs `--unsafe-fixes` too."""

_DEFAULTS = {"platform-default": "by the platform's default", "kubelet-default": "by the kubelet's default"}


def render(report: Report, lines: Lines, width: int = WIDTH) -> str:
    """The report with colour codes (taken out where colour is not wanted). `lines` gives the lines of a path."""
    return "".join(each(one, lines, width) for one in report.files) + end(report.totals(), width)


def each(one: FileReport, lines: Lines, width: int = WIDTH) -> str:
    """The remarks on one file."""
    return "".join(_remark(remark, lines, width) + "\n" for remark in one.remarks)


def end(totals: Totals, width: int = WIDTH) -> str:
    """What is below the remarks on all files."""
    return closing(totals, width)


def _remark(remark: Remark, lines: Lines, width: int) -> str:
    from numaconf.reports.excerpt import Mark, excerpt
    from numaconf.reports.layout import COLOURS, DIM, NARROWEST, PROSE, RESET, paragraphs
    from numaconf.safe import shown

    width = max(width, NARROWEST)
    finding, place = remark.finding, remark.location
    colour = COLOURS[finding.severity]
    own = finding.origin.kind == "document"
    here = [Mark(place.span)] if own else []
    here += [Mark(location.span, label, own=False) for location, label in remark.related]
    source, digits = excerpt(here, lines(place.path), width, colour) if here else ([], 1)
    out = _head(remark, width)
    start = " " * digits
    where = f"{shown(place.path)}:{place.span.line}:{place.span.column}"
    inside = dotted(place.pointer, place.embedded) if own else _DEFAULTS[finding.origin.kind]
    out += _where(where, shown(inside), start, width)
    out += source
    rest = f"{start}    "
    prose = min(width, PROSE)
    text = paragraphs(finding.message, prose, f"{start} ╰─ ", rest)
    out += [text[0].replace("╰─", f"{DIM}╰─{RESET}", 1), *text[1:]]
    if finding.says:
        who = f"{rest}{finding.says.who}: "
        out += [f"{DIM}{line}{RESET}" for line in paragraphs(finding.says.text.strip(), prose, who, rest)]
    return "\n".join(out) + "\n"


def _head(remark: Remark, width: int) -> list[str]:
    """Severity, code and name; whether it can be fixed."""
    from numaconf.reports.layout import BOLD, COLOURS, DIM, GREEN, RESET, SYMBOLS, WORDS, cells, wrap
    from numaconf.safe import shown

    finding = remark.finding
    said = f"{SYMBOLS[finding.severity]} {WORDS[finding.severity]}"
    machine = f" on {shown(finding.machine)}" if finding.machine else ""
    mark = MARKS[finding.fix.applicability] if finding.fix and remark.edits else ""
    name = f"{finding.name}{machine}"
    plain = wrap(name, width - cells(said) - 9 - len(mark))
    lead = f"{COLOURS[finding.severity]}{said}{RESET}  {BOLD}{finding.code}{RESET} "
    first = f"{lead}{plain[0]}"
    if mark:
        first += f" {GREEN}{mark}{RESET}"
    return [first, *(f"{' ' * (cells(said) + 8)}{DIM}{line}{RESET}" for line in plain[1:])]


def _where(where: str, inside: str, start: str, width: int) -> list[str]:
    """The place in the file, which editors take as it is, and in the document."""
    from numaconf.reports.layout import BOLD, DIM, RESET, cells

    head = f"{start} {DIM}╭─{RESET} {BOLD}{where}{RESET}"
    if not inside:
        return [head]
    if len(start) + 6 + cells(where) + cells(inside) <= width:
        return [f"{head}  {inside}"]
    room = width - len(start) - 3
    # The end of a path says more than its beginning.
    short = inside if cells(inside) <= room else "…" + inside[len(inside) - room + 1 :]
    return [head, f"{start} {DIM}│{RESET} {short}"]


def dotted(pointer: str, embedded: Sequence[str] = ()) -> str:
    """A place as people write it: `spec.userData › spec.kubelet.config.reservedMemory[0]`."""
    return " › ".join(filter(None, map(_route, (pointer, *embedded))))


def _route(pointer: str) -> str:
    if re.fullmatch(r"/\d+", pointer):
        return ""  # the number of a word on a command line says nothing
    steps = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    return "".join(_step(step) for step in steps).removeprefix(".")


def _step(step: str) -> str:
    if step.isdecimal():
        return f"[{step}]"
    return f".{step}" if step.replace("-", "").replace("_", "").isalnum() else f'["{step}"]'


__all__ = ["each", "end", "render", "summary"]
