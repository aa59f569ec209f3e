"""The manual page, and the page of all verbs, from the texts of `numaconf --help`: `python -m scripts.make_man` writes
docs/man/numaconf.1 and docs/verbs.md.

`make docs` runs it, and a test compares. The wheel installs the first as share/man/man1/numaconf.1.
"""

# ruff: noqa: E501  texts

from __future__ import annotations

import os
import pathlib
import re
import textwrap
from typing import TYPE_CHECKING

import click

from numaconf.cli import help_text as form
from numaconf.cli.group import numaconf
from numaconf.cli.verbs import GROUPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

VERBS = pathlib.Path(__file__).parents[1] / "docs" / "verbs.md"
PAGE = pathlib.Path(__file__).parents[1] / "docs" / "man" / "numaconf.1"

EXIT = (
    ("0", "Done, and nothing at or above the threshold."),
    ("1", "A problem of content: a file that cannot be parsed, a finding, something that a target cannot carry, a difference "
     "under --check, a pod that is rejected, a check that failed."),
    ("2", "The job could not be done: wrong usage, a path that is missing or cannot be read, context that is missing. 2 beats "
     "1, and other files are still reported."),
)  # fmt: skip
ENVIRONMENT = (
    ("NO_COLOR", "No colours, whatever it is set to."),
    ("FORCE_COLOR, CLICOLOR_FORCE", "Colours also where standard output is no terminal."),
    (
        "FORCE_HYPERLINK",
        "1: places in reports are hyperlinks to their files, 0: they are not; else in terminals known to have them.",
    ),
    ("COLUMNS", "The width to write in, in place of the terminal's."),
)
FILES = (
    ("numaconf.toml, pyproject.toml ([tool.numaconf])", "The nearest upward of each file: keys are the options' long names "
     "(kubernetes-version, machine, fail-on, …), profile names the profile that is meant, and [[overrides]] with files = "
     "[\"glob\"] change them for some files."),
    ("# numaconf: kubernetes=1.34 machine=c5n.18xlarge", "A comment in a file that says what it is for."),
)  # fmt: skip


def page() -> str:
    """The whole page in man(7)."""
    root = _context(numaconf, "numaconf")
    lines = [
        '.\\" Written by scripts/make_man.py from the texts of numaconf --help.',
        '.TH NUMACONF 1 "" "numaconf" "User Commands"',
        ".nh",
        ".ad l",
        ".SH NAME",
        "numaconf \\- know before the node boots what the kubelet will do with a NUMA configuration",
        ".SH SYNOPSIS",
        ".B numaconf",
        "VERB [OPTIONS] [ARGUMENTS]",
        ".SH DESCRIPTION",
        *_text("Write one profile of a node's NUMA settings: it is validated, rendered for each platform, and every rendering is "
               "read back as that platform will read it. Or give the files that you have: lint says what the kubelet will do "
               "with them, fit which pods it will admit, plan what a change takes, and verify whether it came true."),
        ".SH VERBS",
    ]  # fmt: skip
    for title, names in GROUPS.items():
        lines += [f".SS {_plain(title)}"]
        for name in names:
            command = numaconf.get_command(root, name)
            assert command is not None
            lines += _item(name, command.get_short_help_str(limit=400))
    lines += [".SH OPTIONS OF ALL VERBS", *_options(numaconf, root)]
    common = {tuple(one.opts) for one in numaconf.get_params(root)}
    for name in [name for names in GROUPS.values() for name in names]:
        command = numaconf.get_command(root, name)
        assert command is not None
        lines += _verb(command, f"numaconf {name}", common)
        for inner in getattr(command, "commands", {}).values():
            lines += _verb(inner, f"numaconf {name} {inner.name}", common)
    for title, rows in (("EXIT STATUS", EXIT), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines += [f".SH {title}", *(line for term, text in rows for line in _item(term, text))]
    lines += [".SH SEE ALSO", *_text("kubelet(1), numactl(8), lscpu(1); numaconf explain WHAT.")]
    return "\n".join(lines) + "\n"


def verbs() -> str:
    """The page of all verbs in Markdown: their help at 80 columns."""
    parts = ["# Verbs\n\nWhat `numaconf VERB --help` prints. `man numaconf` has the same in one page.\n"]
    root = _context(numaconf, "numaconf")
    for title, names in GROUPS.items():
        parts.append(f"\n## {title}\n")
        for name in names:
            command = numaconf.get_command(root, name)
            assert command is not None
            inner = getattr(command, "commands", {})
            for one, full in ((command, name), *((one, f"{name} {own}") for own, one in inner.items())):
                parts.append(f"\n### {full}\n\n```text\n{_help(one, f'numaconf {full}')}\n```\n")
    return "".join(parts)


def _help(command: click.Command, name: str) -> str:
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        return command.get_help(_context(command, name))
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before


def _context(command: click.Command, name: str) -> click.Context:
    return form.Context(command, info_name=name, help_option_names=["-h", "--help"])


def _verb(command: click.Command, name: str, common: set[tuple[str, ...]]) -> Iterator[str]:
    context = _context(command, name)
    yield f".SH {_plain(name.upper())}"
    yield f".B {_plain(name)}"
    yield _plain(" ".join(command.collect_usage_pieces(context)))
    yield from _text(command.help or "")
    yield from _options(command, context, common)
    yield from _text(command.epilog or "")


def _options(
    command: click.Command, context: click.Context, without: Collection[tuple[str, ...]] = ()
) -> Iterator[str]:
    for one in command.get_params(context):
        record = one.get_help_record(context)
        if record and tuple(one.opts) not in without:
            yield from _item(*record)


def _text(text: str) -> Iterator[str]:
    """Paragraphs; one behind click's mark stays as it is."""
    for paragraph in textwrap.dedent(text).strip("\n").split("\n\n"):
        first, _, rest = paragraph.strip("\n").partition("\n")
        if first.strip() in ("\b", r"\b"):
            yield from (".PP", ".nf", *map(_plain, textwrap.dedent(rest).splitlines()), ".fi")
        elif paragraph.strip():
            yield from (".PP", _plain(" ".join(paragraph.split())))


def _item(term: str, text: str) -> list[str]:
    return [".TP", f".B {_plain(term)}", _plain(" ".join(text.split()))]


def _plain(text: str) -> str:
    """Text that man(7) takes for text."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
    VERBS.write_text(verbs())
