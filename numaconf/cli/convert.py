"""`numaconf convert`."""

from __future__ import annotations

from typing import Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options
from numaconf.cli.show import KINDS
from numaconf.targets.registry import TARGETS


@click.command()
@click.argument("file")
@click.option("--to", type=click.Choice(list(TARGETS)), required=True, help="The platform to write for.")
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the file is, where it does not carry its kind.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE. Standard output unless given.")
@click.option("--part", metavar="NAME", help="Another file than the primary one, by its name.")
@context_options
def convert(file: str, to: str, kind: str | None, output: str | None, part: str | None, **options: Any) -> int:
    """Read one platform's file, write another's.

    What cannot be carried over is an error that names it; what was not in force in FILE is said on standard error.
    - is standard input.
    """
    from numaconf.convert import convert as make
    from numaconf.errors import CannotDo
    from numaconf.profile.load import read

    text = read(file)
    done = make(file, text, to, context(**options), beside(file, text), kind)
    for warning in done.warnings:
        terminal.note(f"numaconf: {warning}")
    chosen = next((one for one in done.artifacts if one.name == part), None) if part else done.artifacts[0]
    if chosen is None:
        names = ", ".join(one.name for one in done.artifacts)
        raise CannotDo(f"no part is called {part!r}", remedy=f"there are: {names}")
    if output:
        from numaconf.cli.write import File, write

        write([File(output, chosen.text, chosen.executable)])
    else:
        terminal.result(chosen.text)
    return 0
