"""A row of the table of the kubelet's texts."""

from __future__ import annotations

import re

from numaconf.named import NamedTuple


class LogLine(NamedTuple):
    """One text: a pattern, the code of the rule that knows the mistake ("" for none), and what it means."""

    pattern: str
    code: str
    meaning: str


def quoted(text: str) -> str:
    """A pattern in which `<name>` stands for a quoted value."""
    return re.sub(r"(?<!\?P)<(\w+)>", r'"(?P<\1>[^"]*)"', text)
