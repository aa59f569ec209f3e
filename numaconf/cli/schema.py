"""`numaconf schema`."""

from __future__ import annotations

import click

from numaconf.cli import terminal


@click.command(epilog="Editors that know the YAML language server take it by a first line: "
               "# yaml-language-server: $schema=profile.schema.json")  # fmt: skip
@click.argument("name", type=click.Choice(["profile", "machine", "report"]))
def schema(name: str) -> None:
    """Print the JSON Schema of profiles, machines, reports."""
    from numaconf import resources

    terminal.artifact(resources.text("schemas", f"{name}.json"))
