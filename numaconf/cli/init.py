"""`numaconf init`."""

from __future__ import annotations

import os

import click

from numaconf.cli import terminal


@click.command()
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE, which must not exist. Standard output unless given."
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def init(output: str | None, force: bool) -> int:
    """Write a commented profile to start from."""
    from numaconf import resources
    from numaconf.errors import CannotDo

    text = resources.text("templates", "profile.yaml")
    if output is None:
        terminal.artifact(text)
        return 0
    if os.path.exists(output) and not force:
        raise CannotDo("exists", place=output, remedy="name another file, or give --force")
    from numaconf.cli.write import File, write

    write([File(output, text)])
    terminal.note(f"{output}: edit it, then: numaconf validate {output}")
    return 0
