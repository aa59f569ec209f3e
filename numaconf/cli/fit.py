"""`numaconf fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options, target_option
from numaconf.files.recognise import KINDS

if TYPE_CHECKING:
    from numaconf.verbs.fit.model import Fit


@click.command()
@click.argument("file")
@click.option("--pods", multiple=True, required=True, metavar="PODS", help="A manifest with pods; may be given again.")
@click.option("--as", "kind", type=click.Choice(KINDS), help="What FILE is, where it does not carry its kind.")
@click.option("--state", metavar="DIR", help="A copy of the node's /var/lib/kubelet: the pods that run already.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
@target_option("Which target of a profile.")
@context_options
def fit(
    file: str,
    pods: tuple[str, ...],
    kind: str | None,
    state: str | None,
    form: str,
    target: str | None,
    **options: Any,
) -> int:
    """Say what the kubelet will say to pods on a node.

    FILE is a profile, or anything that lint reads; PODS are manifests: Pod, Deployment, StatefulSet, DaemonSet, Job, a
    List (kubectl get -o yaml), or - for standard input. The pods arrive one after another: which are admitted, on which
    CPUs, NUMA nodes and devices, and why another is not.
    """
    from numaconf.profile.load import read
    from numaconf.verbs.fit import fit as answer

    data = read(file)
    manifests = [(path, read(path)) for path in pods]
    found = answer(
        (file, data), manifests, context(**options), beside(file, data), kind=kind, target=target, state=state
    )
    _show(found, form)
    return found.status


def _show(found: Fit, form: str) -> None:
    from numaconf.reports import fit as report

    if form == "json":
        import json

        terminal.result(json.dumps(report.data(found), indent=2) + "\n")
    else:
        terminal.result(report.text(found, terminal.width(120)))
    for one in found.wrong:
        terminal.error(f"numaconf: {one.place}: {one.message}" + (f"\n  {one.remedy}" if one.remedy else ""))
    for passed in found.passed[:20]:
        terminal.note(f"{passed.place}: {passed.what} makes no pods here")
    if len(found.passed) > 20:
        terminal.note(f"and {len(found.passed) - 20} further objects that make no pods here")
