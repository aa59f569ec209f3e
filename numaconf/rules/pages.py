"""The pages of rules: their sections and examples, and where they are on the web.

A page is the docstring of a rule's module: a title line, then sections, each a line of its own with an indented body.
"""

from __future__ import annotations

import re
from textwrap import dedent

from numaconf.named import NamedTuple

SITE = ""
"""The address of the published documentation, ending in a slash: the one place for it. Empty as long as there is none,
and then no report names one.
"""

WHAT, WHY, SAYS, BAD, GOOD, VERSIONS, SOURCE = SECTIONS = (
    "What",
    "Why",
    "What the kubelet says",
    "Bad",
    "Good",
    "Versions",
    "Source",
)
"""The sections in their order. *What the kubelet says* is left out where it says nothing."""

_SECTION = re.compile(r"^([A-Z][A-Za-z ]*)\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)
_FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


class Page(NamedTuple):
    """A rule's page: its title, and its sections' texts by name, in their order, without indentation."""

    title: str
    sections: dict[str, str]


class Example(NamedTuple):
    """A fenced block of a page: its language and its text."""

    language: str
    text: str


def url(code: str) -> str:
    """The address of a rule's page; an empty string as long as the documentation is not published."""
    return f"{SITE}rules/{code}" if SITE else ""


def read(docstring: str) -> Page:
    """The page that a docstring holds."""
    title, _, rest = docstring.strip().partition("\n")
    return Page(title, {name: dedent(body).strip("\n") for name, body in _SECTION.findall(rest + "\n")})


def examples(page: Page, section: str) -> list[Example]:
    """The fenced blocks of a section."""
    found = _FENCE.findall(page.sections.get(section, "") + "\n")
    return [Example(language, dedent(text)) for _, language, text in found]


def markdown(page: Page) -> str:
    """The sections of a page as Markdown, below its title (which is not repeated)."""
    parts = []
    for name, body in page.sections.items():
        literal = f"```text\n{body}\n```" if name.startswith("What the") or name.endswith(" says") else body
        parts.append(f"## {name}\n\n{literal}\n")
    return "\n".join(parts)
