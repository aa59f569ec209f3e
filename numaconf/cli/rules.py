"""`numaconf rules`."""

from __future__ import annotations

import click

from numaconf.cli import terminal


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the table.")
def rules(form: str) -> None:
    """List every rule with what it finds."""
    from numaconf.rules import pages
    from numaconf.rules.registry import RULES

    rows = [(rule.code, rule.name, rule.severity, pages.read(rule.page()).title) for rule in RULES]
    if form == "json":
        import json

        keys = ("code", "name", "severity", "title")
        terminal.result(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2) + "\n")
        return
    names = max((len(name) for _, name, _, _ in rows), default=0)
    for code, name, severity, title in rows:
        terminal.result(f"{code}  {name:{names}}  {severity:14}  {title}\n")
