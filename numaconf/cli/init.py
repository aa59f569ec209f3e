"""`numaconf init`."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, target_option
from numaconf.verbs.init.model import PACKED, PURPOSES, SPREAD


@click.command()
@click.option("--for", "purpose", type=click.Choice(list(PURPOSES)), help="What the nodes are for.")
@click.option("--machine", metavar="M", help="An EC2 type, a snapshot or another description, a few words, or local.")
@click.option("--kubernetes-version", metavar="V", help="Kubernetes version: 1.34 or 1.34.2.")
@target_option("For this target; may be repeated.", multiple=True)
@click.option("--name", metavar="N", help="Name of the profile.")
@click.option("--from", "start", metavar="FILE", help="Start from a profile or a configuration of any kind.")
@click.option("--pods", multiple=True, metavar="PODS",
              help="Pod manifests: choose what aligns most of their pods; may be repeated.")  # fmt: skip
@click.option("--reserve", type=click.Choice([SPREAD, PACKED]), default=SPREAD, show_default=True,
              help="Reserve CPUs on every NUMA node, or on as few as possible.")  # fmt: skip
@click.option("--away-from-devices", "away", is_flag=True,
              help="Reserve no CPUs on the NUMA nodes of GPUs and network cards.")  # fmt: skip
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE, which must not exist. Standard output unless given."
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def init(output: str | None, force: bool, **options: Any) -> int:
    r"""Write a commented profile to start from.

    \b
    latency     single-numa-node, scope pod, Static memory, full-pcpus-only
    throughput  restricted, prefer-closest-numa-nodes
    gpu         restricted: GPUs of one NUMA node together, larger pods too
    observe     best-effort: aligned where possible, nothing is rejected

    Every choice has its reason beside it. With --pods the policy, scope and reservation are those that let most pods be
    aligned, and the profile says what each would reject. Without options, on a terminal, it asks.
    """
    from numaconf.errors import CannotDo

    if output is not None and os.path.exists(output) and not force:
        raise CannotDo("exists", place=output, remedy="name another file, or give --force")
    if not _given(options):
        # A closed stream is None.
        if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
            return _template(output)
        with contextlib.redirect_stdout(sys.stderr):  # old versions of click write a blank of each question to stdout
            options |= _ask()
    return _write(output, options)


WISHES = ("purpose", "machine", "kubernetes_version", "target", "name", "start", "away", "pods")
"""Options that say what is wanted; without any of them there is something to ask."""


def _given(options: dict[str, Any]) -> bool:
    return any(options[name] for name in WISHES)


def _template(output: str | None) -> int:
    from numaconf import resources

    return _put(output, resources.text("templates", "profile.yaml"))


def _write(output: str | None, options: dict[str, Any]) -> int:
    from numaconf.profile.load import read
    from numaconf.verbs.init.draft import draft
    from numaconf.verbs.init.wishes import wish

    start, fallback = None, None
    if options["start"]:
        data = read(options["start"])
        start, fallback = (options["start"], data), beside(options["start"], data)
    wanted = wish(
        options["purpose"] or (None if start or options["pods"] else "latency"),
        machine=options["machine"],
        kubernetes=options["kubernetes_version"],
        targets=options["target"],
        name=options["name"],
        start=start,
        reserve=options["reserve"],
        away=options["away"],
        output=output,
        fallback=fallback,
    )
    path = output or "profile.yaml"
    if options["pods"]:
        from numaconf.verbs.init.recommend import recommend

        made, text = recommend(wanted, [(name, read(name)) for name in options["pods"]], path)
    else:
        made, text = draft(wanted, path)
    status = _put(output, text)
    if output is not None:
        for line in made.table:
            terminal.note(line)
        for note in made.notes:
            terminal.note(terminal.wrapped("note: ", note))
    return status


def _put(output: str | None, text: str) -> int:
    if output is None:
        terminal.artifact(text)
        return 0
    from numaconf.cli.write import File, write

    write([File(output, text)])
    terminal.note(f"{output}: edit it, then: numaconf validate {output}")
    return 0


def _ask() -> dict[str, Any]:
    """Questions on the terminal, to stderr; the answers as options have them."""
    from numaconf.errors import CannotDo
    from numaconf.machine.find import find
    from numaconf.targets.registry import TARGETS
    from numaconf.verbs.init.wishes import USUAL_MACHINE, USUAL_VERSION

    for name, words in PURPOSES.items():
        click.echo(terminal.wrapped(f"  {name:<11} ", words), err=True)
    purpose = click.prompt("What are the nodes for", type=click.Choice(list(PURPOSES)), default="latency", err=True)
    while True:
        machine = click.prompt("Machine (an EC2 type, a snapshot file, local)", default=USUAL_MACHINE, err=True)
        try:
            find(machine)
            break
        except CannotDo as error:
            click.echo(str(error), err=True)
    version = click.prompt("Kubernetes version", default=USUAL_VERSION, err=True)
    target = click.prompt("Platform", type=click.Choice(list(TARGETS)), default="al2023", err=True)
    return {"purpose": purpose, "machine": machine, "kubernetes_version": version, "target": (target,)}
