"""`numaconf show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options
from numaconf.reports import safe
from numaconf.targets.registry import NAMES

if TYPE_CHECKING:
    from numaconf.verbs.show import Shown

NUMA = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope kubeReserved systemReserved evictionHard "
    "featureGates maxPods".split()
)
"""Of the fields that are unknown only these are listed one by one."""


@click.command()
@click.argument("file")
@click.option(
    "--as", "kind", type=click.Choice(list(NAMES)), help="What the file is, where it does not carry its kind."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
@context_options
def show(file: str, kind: str | None, form: str, **options: Any) -> int:
    """Show what a file of any kind puts in force.

    Its kubelet configuration, each value with where it comes from: a line of FILE, the platform, or the kubelet.
    - is standard input.
    """
    from numaconf.kubelet.version import stands_in
    from numaconf.profile.load import read
    from numaconf.verbs.show import data
    from numaconf.verbs.show import show as look

    text = read(file)
    shown = look(file, text, context(**options), beside(file, text), kind)
    if form == "json":
        import json

        terminal.result(json.dumps({"version": 1, "documents": [data(one) for one in shown]}, indent=2) + "\n")
    else:
        terminal.result("\n".join(_text(one, file) for one in shown))
    for newer in {stands_in(one.kubernetes): None for one in shown if one.kubernetes and one.kubernetes.newer}:
        terminal.note(f"numaconf: {newer}")
    for one in shown:
        for reason in one.reasons:
            terminal.error(f"numaconf: {safe.shown(f'{file}: {reason}')}")
    return int(any(one.node is None for one in shown))


_NUMA = frozenset((name,) for name in NUMA)


def _text(shown: Shown, file: str) -> str:
    from numaconf.profile.model import path
    from numaconf.verbs.show import line

    on = ", ".join(
        part for part in (f"Kubernetes {shown.kubernetes}" if shown.kubernetes else "",
                          f"machine {shown.machine.name}" if shown.machine else "") if part
    )  # fmt: skip
    what = f"{shown.kind} for {shown.target}" if shown.target else shown.kind
    head = click.style(f"document {shown.number}: {what}" + (f" ({safe.shown(on)})" if on else ""), bold=True)
    if shown.node is None:
        return f"{head}\n  it results in no kubelet configuration\n"
    rows = [(path(route), _value(value), line(shown.node.origin(*route), file)) for route, value in shown.node.leaves()]
    rows += [(path(route), "unknown", why) for route, why in shown.node.unknown.items() if route[:1] in _NUMA]
    rows += [("the rest", "unknown", why) for route, why in shown.node.unknown.items() if not route]
    others = sum(route[:1] not in _NUMA for route in shown.node.unknown if route)
    rows += [(path(route), _value(value), "the kubelet's default") for route, value in _leaves(shown.defaults)]
    rows = [(safe.shown(name), safe.shown(value), safe.shown(why)) for name, value, why in rows]
    names, values = (min(40, max((len(row[column]) for row in rows), default=0)) for column in (0, 1))
    lines = [f"  {name:{names}}  {value:{values}}  {click.style(why, dim=True)}" for name, value, why in rows]
    lost = [f"  lost: {safe.shown(f'{line(one.origin, file)}: {one.reason}')}" for one in shown.node.lost]
    more = [f"  and {others} further fields are unknown"] if others else []
    return "\n".join([head, *lines, *more, *lost]) + "\n"


def _leaves(defaults: dict[str, Any]) -> list[tuple[tuple[str, ...], Any]]:
    return [
        found
        for name, value in defaults.items()
        for found in (
            [((name, key), item) for key, item in value.items()] if isinstance(value, dict) else [((name,), value)]
        )
    ]


def _value(value: Any) -> str:
    import json

    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
