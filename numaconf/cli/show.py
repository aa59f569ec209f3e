"""`numaconf show`."""

from __future__ import annotations

from typing import Any

import click

from numaconf import safe
from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options
from numaconf.targets.registry import NAMES


@click.command()
@click.argument("file")
@click.option("--as", "kind", type=click.Choice(list(NAMES)), help="What the file is, if its content does not say.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@click.option("--all", "everything", is_flag=True, help="Also the fields that are not about NUMA.")
@context_options
def show(file: str, kind: str | None, form: str, everything: bool, **options: Any) -> int:
    """Show what a file of any kind puts in force.

    The policies in words and what is left for pods on each NUMA node, then the kubelet configuration, each value with
    where it comes from: a line of FILE, the platform, or the kubelet. - is standard input.
    """
    from numaconf.profile.load import read
    from numaconf.verbs.show import data
    from numaconf.verbs.show import show as look

    text = read(file)
    shown = look(file, text, context(**options), beside(file, text), kind)
    if form == "json":
        import json

        terminal.result(json.dumps({"version": 1, "documents": [data(one) for one in shown]}, indent=2) + "\n")
    else:
        from numaconf.reports.show import text as written

        wide, many = terminal.width(), len({one.number for one in shown}) > 1
        terminal.result("\n".join(written(one, file, wide, several=many, everything=everything) for one in shown))
    for newer in dict.fromkeys(words for one in shown for words in one.newer):
        terminal.note(f"numaconf: {newer}")
    for one in shown:
        for reason in one.reasons:
            terminal.error(f"numaconf: {safe.shown(f'{file}: {reason}')}")
    return int(any(one.node is None for one in shown))
