"""`numaconf render --into`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside
from numaconf.cli.profiles import parsed, tell

if TYPE_CHECKING:
    from numaconf.context import Context


def render_into(
    profiles: tuple[str, ...], target: str, file: str, name: str | None, known: Context, *, check: bool, verbose: bool
) -> int:
    """Write what a profile says into a file, or with `check` print what would change. Returns the exit status."""
    from numaconf.documents import reading
    from numaconf.profile.load import read
    from numaconf.safe import shown
    from numaconf.verbs.into.into import into

    texts = {path: read(path) for path in profiles}
    found = [profile for path in profiles for profile in parsed(path, texts)]
    if len(found) != 1:
        raise click.UsageError(f"--into writes one profile, but {len(found)} are given")
    (profile,) = found
    data = reading.contents(file)
    done = into(profile, target, file, data, name, known, beside(profile.path, texts[profile.path]))
    tell(profile, done.rendered, texts, verbose)
    for warning in done.warnings:
        terminal.note(shown(f"warning: {warning}"))
    if done.rendered.refused:
        return 1
    if done.before == done.after:
        return 0
    if check:
        from numaconf.cli.difference import difference

        terminal.result(difference(file, done.before, done.after, f"{file} (rendered)"))
        return 1
    from numaconf.cli.write import File, write

    write([File(file, done.after)])
    return 0
