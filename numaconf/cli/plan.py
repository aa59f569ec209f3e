"""`numaconf plan`."""

from __future__ import annotations

from typing import Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options, target_option
from numaconf.targets.registry import NAMES


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--as-old", type=click.Choice(list(NAMES)), help="What OLD is, if its content does not say.")
@click.option("--as", "as_new", type=click.Choice(list(NAMES)), help="What NEW is, if its content does not say.")
@click.option("--new-machine", metavar="M", help="The machine after the change, if it changes too (as --machine).")
@click.option("--pods", metavar="PODS", multiple=True, help="Manifests of the pods that run on the node.")
@click.option("--state", metavar="DIR", help="A copy of the node's /var/lib/kubelet: its files decide.")
@click.option(
    "--script", is_flag=True, help="Print the procedure as a shell script that takes node names as arguments."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@target_option("Which target of a profile.")
@context_options
def plan(
    old: str,
    new: str,
    as_old: str | None,
    as_new: str | None,
    new_machine: str | None,
    pods: tuple[str, ...],
    state: str | None,
    script: bool,
    form: str,
    target: str | None,
    **options: Any,
) -> int:
    """Say the steps of a change on a running node.

    OLD and NEW are files of any kind that lint reads, of one node: two profiles, a live configz and a profile, two
    NodeClasses. What differs in force, which state file the next start of the kubelet refuses and in which words, what
    becomes of the pods that run, and what to do in which order.
    """
    from numaconf.profile.load import read
    from numaconf.reports import plan as report
    from numaconf.verbs.plan import demand_start
    from numaconf.verbs.plan import plan as make

    texts = read(old), read(new)
    found = make(
        (old, texts[0]),
        (new, texts[1]),
        context(**options),
        (beside(old, texts[0]), beside(new, texts[1])),
        kinds=(as_old, as_new),
        target=target,
        new_machine=_machine(new_machine),
        pods=[(name, read(name)) for name in pods],
        state=state,
    )
    if script:
        from numaconf.verbs.plan.script import script as written

        demand_start(found)
        terminal.result(written(found))
        return 0
    if form == "json":
        import json

        terminal.result(json.dumps(report.data(found), indent=2) + "\n")
    else:
        terminal.result(report.text(found, terminal.width(120)))
    demand_start(found)
    return 0


def _machine(text: str | None) -> Any:
    if text is None:
        return None
    from numaconf.machine.find import find

    return find(text)
