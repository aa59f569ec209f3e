"""`numaconf fit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options, named, target_option
from numaconf.targets.registry import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.verbs.fit.model import Entry, Fit
    from numaconf.verbs.fit.suggest import Suggestion


@click.command()
@click.argument("file", required=False)
@click.option("--pods", multiple=True, required=True, metavar="PODS", help="A manifest with pods; may be repeated.")
@click.option("--as", "kind", type=click.Choice(list(NAMES)), help="What FILE is, if its content does not say.")
@click.option("--state", metavar="DIR", help="A copy of the node's /var/lib/kubelet: the pods that run already.")
@click.option("--count", is_flag=True, help="How many copies of each pod fit, and what the next one fails on.")
@click.option("--why", metavar="POD", help="The hints, the merge and the choice for one pod, as a table.")
@click.option("--suggest", is_flag=True, help="What would admit a rejected pod; each proposal has been tried.")
@click.option("--svg", metavar="FILE", help="Draw the node with the pods on it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@target_option("Which target of a profile.")
@context_options
def fit(
    file: str | None,
    pods: tuple[str, ...],
    kind: str | None,
    state: str | None,
    count: bool,
    why: str | None,
    suggest: bool,
    svg: str | None,
    form: str,
    target: str | None,
    **options: Any,
) -> int:
    """Say what the kubelet will say to pods on a node.

    FILE is a profile, or anything that lint reads (left out: the profile that numaconf.toml names, or the only one in
    the working directory); PODS are manifests: Pod, Deployment, StatefulSet, DaemonSet, Job, a
    List (kubectl get -o yaml), or - for standard input. The pods arrive one after another: which are admitted, on which
    CPUs, NUMA nodes and devices, and why another is not.
    """
    from numaconf.profile.load import read
    from numaconf.verbs.fit import fit as answer

    (file,) = named((file,) if file else ())
    data = read(file)
    manifests = [(path, read(path)) for path in pods]
    found = answer(
        (file, data), manifests, context(**options), beside(file, data), kind=kind, target=target, state=state
    )
    asked = _named(found, why) if why is not None else None
    if form == "json":
        import json

        terminal.result(json.dumps(_data(found, asked, count=count, suggest=suggest), indent=2) + "\n")
    else:
        terminal.result(_text(found, asked, count=count, suggest=suggest))
    if svg is not None:
        _draw(found, svg)
    _aside(found, pods)
    return found.status


def _draw(found: Fit, path: str) -> None:
    from numaconf.cli.write import File, write
    from numaconf.reports.fit_layout import picture
    from numaconf.reports.fit_svg import svg

    drawn = picture(found)
    if drawn is None:
        terminal.error(f"numaconf: {path}: nothing is drawn: the machine is not known well enough")
        return
    write([File(path, svg(drawn, f"{found.path} on {found.machine}, Kubernetes {found.version}"))])


def _named(found: Fit, name: str) -> Entry:
    """The pod of that name. Raises CannotDo."""
    from numaconf.verbs.fit import with_steps

    for entry in found.entries:
        pod = entry.arriving.written.pod
        if name in (entry.name, pod.name, f"{pod.namespace}/{pod.name}"):
            return with_steps(found, entry)
    from numaconf.errors import CannotDo

    names = ", ".join(entry.name for entry in found.entries[:12]) or "none"
    raise CannotDo(f"there is no pod {name!r}", remedy=f"the pods are {names}")


def _data(found: Fit, asked: Entry | None, *, count: bool, suggest: bool) -> dict[str, Any]:
    from numaconf.reports import fit as report

    data = report.data(found)
    if asked is not None:
        from numaconf.reports import fit_why

        data["why"] = {"name": asked.name, "merges": fit_why.data(asked)}
    if count:
        from numaconf.verbs.fit.count import counts

        data["counts"] = [report.count_data(one) for one in counts(found)]
    if suggest:
        data["suggestions"] = {name: [one._asdict() for one in some] for name, some in _proposals(found)}
    return data


def _text(found: Fit, asked: Entry | None, *, count: bool, suggest: bool) -> str:
    from numaconf.reports import fit as report

    width = terminal.width(120)
    if asked is not None:
        from numaconf.reports import fit_why

        return fit_why.text(found, asked, width)
    if count:
        from numaconf.verbs.fit.count import counts

        return report.counts(found, counts(found), width)
    return report.text(found, width, _proposals(found) if suggest else ())


def _proposals(found: Fit) -> list[tuple[str, Sequence[Suggestion]]]:
    """The proposals for each rejected pod; of replicas for the first that is rejected."""
    from numaconf.verbs.fit.suggest import MOST_PODS, proposals

    made = proposals(found)
    if made.left_out:
        terminal.note(f"nothing is proposed for {made.left_out} more rejected pods: only for the first {MOST_PODS}")
    return list(made.by_pod)


def _aside(found: Fit, pods: Sequence[str]) -> None:
    from numaconf.safe import shown

    for one in found.wrong:
        said = f"numaconf: {shown(one.place)}: {shown(one.message)}"
        terminal.error(said + (f"\n  {shown(one.remedy)}" if one.remedy else ""))
    for passed in found.passed[:20]:
        terminal.note(f"{shown(passed.place)}: {shown(passed.what)} makes no pods here")
    if len(found.passed) > 20:
        terminal.note(f"and {len(found.passed) - 20} further objects that make no pods here")
    if not found.entries and not found.wrong:
        terminal.note(f"warning: no pods arrive from {shown(', '.join(pods))}")
