"""What `render` and `render --into` do alike: from texts to profiles, and from renderings to what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numaconf.profile.model import Profile
    from numaconf.verbs.render import Rendered


def parsed(path: str, texts: Mapping[str, bytes]) -> list[Profile]:
    """The profiles of a file. Raises Problem for what is not YAML or JSON."""
    from numaconf.documents import hints
    from numaconf.documents.errors import Unreadable
    from numaconf.profile.load import parse

    try:
        return parse(texts[path], path)
    except Unreadable as error:
        raise hints.problem(error, path, texts[path]) from None


def tell(profile: Profile, one: Rendered, texts: Mapping[str, bytes], verbose: bool, alone: str | None = None) -> None:
    """Findings, warnings and additions on stderr. What does not refuse the rendering is a note.

    `alone`: the file that is used alone, whose warnings count; None for all warnings.
    """
    from numaconf.cli.reporting import source_lines
    from numaconf.reports.text import each
    from numaconf.results import FileReport, in_order
    from numaconf.safe import shown
    from numaconf.targets.target import Alone
    from numaconf.verbs.validate import remark

    remarks = in_order([remark(finding, profile) for finding in one.findings])
    say = terminal.error if one.refused else terminal.note
    if remarks:
        say(each(FileReport(profile.path, "checked", remarks=remarks), source_lines(texts)).rstrip("\n"))
    for warning in one.warnings:
        more = ""
        if isinstance(warning, Alone) and alone is not None:
            if warning.file != alone:
                continue
            more = f"; take --part {warning.other}, or -o DIR/ for all files"
        terminal.note(f"warning: {shown(warning)}{more}")
    for line in one.added if verbose else ():
        terminal.note(f"{one.target} adds {shown(line)}")
