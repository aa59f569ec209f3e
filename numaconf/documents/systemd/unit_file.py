"""The lines of a unit file: sections, settings, continued lines, comments.

Source: systemd 252 `src/shared/conf-parser.c`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.systemd import BLANK, Item, demand_readable
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r"\[([^]]*)\]")


class Setting(NamedTuple):
    """`key=value` in a section of a unit file, continued lines joined."""

    section: str
    key: str
    value: Item


def settings(text: str) -> list[Setting]:
    """The settings of a unit file, in order (`config_parse`): comments, continued lines, sections.

    Raises Unreadable.
    """
    demand_readable(text)
    found: list[Setting] = []
    for section, line in _in_sections(text):
        key, equals, value = line.text.partition("=")
        if key.strip(BLANK) and equals:
            start = len(key) + 1 + len(value) - len(value.lstrip(BLANK))
            found.append(Setting(section, key.strip(BLANK), line.part(start, start + len(value.strip(BLANK)))))
    return found


def _in_sections(text: str) -> Iterator[tuple[str, Item]]:
    """The logical lines of a unit file but for headers, each with the section that it is in."""
    section = ""
    for line in _logical_lines(text):
        header = _SECTION.fullmatch(line.text.strip(BLANK))
        if header:
            section = header[1]
        else:
            yield section, line


def passed_over(text: str) -> list[Item]:
    """The lines of a unit's service section that systemd passes over and that look like arguments: what a command or a
    variable goes on with where the line before does not end in a backslash (`config_parse`, `parse_line`).
    """
    found: list[Item] = []
    for section, line in _in_sections(text):
        stripped = line.text.strip(BLANK)
        if section == "Service" and re.match(r"[\"']?(?:--[a-z]|\$\{?\w)", stripped):
            start = len(line.text) - len(line.text.lstrip(BLANK))
            found.append(line.part(start, start + len(stripped)))
    return found


def _logical_lines(text: str) -> list[Item]:
    """The lines without comments, continued ones joined with a blank in the place of the backslash."""
    lines: list[Item] = []
    parts: list[str] = []
    offsets: list[int] = []
    for match in re.finditer(r"([^\r\n]*)(?:\r\n|\n\r|\r|\n|\Z)", text):
        line = match[1]
        if line.lstrip(BLANK).startswith(("#", ";")):
            continue
        offsets += range(match.start(), match.start() + len(line))
        continued = (len(line) - len(line.rstrip("\\"))) % 2
        parts.append(f"{line[:-1]} " if continued else line)
        if not continued:
            lines.append(Item("".join(parts), offsets))
            parts, offsets = [], []
    return [*lines, Item("".join(parts), offsets)] if parts else lines
