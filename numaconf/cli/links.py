"""Hyperlinks in what a terminal shows (OSC 8): the place of a finding leads to its file.

Only where terminals have them. An address is made here of a path and percent-encoded, so nothing of a file's name can
leave it. Rules get one as soon as there is a page to lead to (`SITE` in numaconf/rules/pages.py).
"""

from __future__ import annotations

import os
import re
import sys
from urllib.parse import quote

END = "\x1b]8;;\x1b\\"
_PLACE = re.compile("(?<=╭─\x1b\\[0m \x1b\\[1m)([^\x1b]+?)(:[0-9]+:[0-9]+)?(?=\x1b\\[0m)")
_CODE = re.compile("(?<=\x1b\\[1m)NC[0-9]{3}(?=\x1b\\[0m)")
_TERMS = re.compile(r"kitty|alacritty|foot|wezterm|ghostty|contour|rio")
_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "WarpTerminal"})


def wanted() -> bool:
    """Whether standard output is a terminal that is known to have hyperlinks; FORCE_HYPERLINK=1 or 0 decides."""
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0")
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb" or os.environ.get("CI"):
        return False
    vte = os.environ.get("VTE_VERSION", "")
    return (
        (vte.isdecimal() and int(vte[:6]) >= 5000)
        or any(os.environ.get(name) for name in ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID"))
        or os.environ.get("TERM_PROGRAM") in _PROGRAMS
        or _TERMS.search(os.environ.get("TERM", "")) is not None
    )


def linked(text: str, path: str) -> str:
    """A finding's report with its place as a link to the file of `path`, and its code as one to the rule's page."""
    from numaconf.rules import pages

    if path not in ("-", "") and os.path.exists(path):
        address = f"file://{quote(os.path.abspath(path))}"
        text = _PLACE.sub(lambda place: f"\x1b]8;;{address}\x1b\\{place[0]}{END}", text)
    if pages.url("NC101"):
        text = _CODE.sub(lambda code: f"\x1b]8;;{pages.url(code[0])}\x1b\\{code[0]}{END}", text)
    return text
