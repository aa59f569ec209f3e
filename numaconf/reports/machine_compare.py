"""What `machine compare` found, as text and as data."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from numaconf.machine.compare import UNKNOWN
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.machine.compare import Difference
    from numaconf.machine.model import Machine

BOLD, RED, GREEN, PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[0m"


def text(machines: Sequence[Machine], found: Sequence[Difference], width: int) -> str:
    """The verdict, then the differences: those that decide first."""
    names = ", ".join(shown(machine.name) for machine in machines)
    verdict, color = _verdict(found)
    lines = _wrapped(f"{names}: {verdict}", width, "")
    lines[0] = f"{BOLD}{color}{lines[0]}{PLAIN}"
    for one in sorted(found, key=lambda one: (not one.decides, not one.matters)):
        lines.append("")
        matters = f"matters to {one.matters}" if one.matters else "within what kernels and firmware differ by"
        lines += _wrapped(f"{one.part} ({matters})", width, "  ")
        lines += _wrapped(f"{shown(one.first)}: {one.first_has}", width, "    ")
        lines += _wrapped(f"{shown(one.machine)}: {one.has}", width, "    ")
    return "\n".join(lines) + "\n"


def _verdict(found: Sequence[Difference]) -> tuple[str, str]:
    if any(one.decides and UNKNOWN not in (one.has, one.first_has) for one in found):
        return "not interchangeable", RED
    if any(one.decides for one in found):
        return "cannot be said to be interchangeable, since something that decides is unknown", RED
    if found:
        return "interchangeable for one profile, but for what is listed here", GREEN
    return "interchangeable for one profile", GREEN


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    more = indent + "  "
    return textwrap.wrap(line, width, initial_indent=indent, subsequent_indent=more, break_on_hyphens=False)


def data(machines: Sequence[Machine], found: Sequence[Difference]) -> dict[str, Any]:
    """For `--format json`."""
    return {
        "version": 1,
        "machines": [machine.name for machine in machines],
        "interchangeable": not any(one.decides for one in found),
        "differences": [
            {
                "part": one.part,
                "machine": one.machine,
                "has": one.has,
                "first": one.first,
                "firstHas": one.first_has,
                "mattersTo": one.matters or None,
                "decides": one.decides,
            }
            for one in found
        ],
    }
