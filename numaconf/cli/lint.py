"""`numaconf lint`: its options. What it does is in `linting.py`, which runs without click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli.linting import STDIN, Wanted
from numaconf.cli.linting import lint as run
from numaconf.cli.options import context, context_options
from numaconf.cli.reporting import FORMATS
from numaconf.findings import SEVERITIES
from numaconf.targets.registry import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence


def _words(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for one in value for word in one.split(","))


@click.command()
@click.argument("paths", metavar="[PATH... | -]", nargs=-1)
@click.option("--stdin-filename", metavar="F", default=STDIN, help="The name of what comes on standard input.")
@click.option("--as", "kind", type=click.Choice(list(NAMES)), help="The kind of files that do not carry it.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with 1 from this severity on (default: no-effect).",
)
@click.option("--strict", is_flag=True, help="Exit with 1 also where something could not be judged.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--select", multiple=True, metavar="CODES", callback=_words, help="Only these rules: NC101,NC2,name.")
@click.option("--ignore", multiple=True, metavar="CODES", callback=_words, help="All but these rules.")
@click.option("--no-ignores", is_flag=True, help="Report what ignore comments silence.")
@click.option("--fix", is_flag=True, help="Make the fixes that do not change what is asked for.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also fixes that change what is asked for.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, and do nothing.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Form of the report."
)
@click.option("--config", metavar="F", help="This configuration file in place of the nearest.")
@click.option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), default=1, help="Work in N processes.")
@context_options
def lint(paths: tuple[str, ...], **given: Any) -> int:  # fmt: skip
    """Say what the kubelet will do with files of every kind that numaconf knows.

    PATH is a file or a directory; - is standard input. Without any, the current directory is looked at.
    """
    if given["fix"] and given["diff"]:
        raise click.UsageError("--fix writes and --diff only shows: give one of them")
    if STDIN in paths and len(paths) > 1:
        raise click.UsageError("- is standard input and takes no other path beside it")
    return run(paths, Wanted(context(**given), **{name: given[name] for name in Wanted._fields if name in given}))
