"""`numaconf rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from numaconf.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.verbs.explain.answers import Row

SUBJECTS = {
    "NC0": "Reading", "NC1": "Memory", "NC2": "CPUs", "NC3": "Topology", "NC4": "Fields, gates, versions",
    "NC50": "AL2, AL2023", "NC54": "kubeadm, kind, Cluster API", "NC55": "k3s, RKE2", "NC56": "OpenShift, MicroShift",
    "NC57": "Talos, k0s, kops, Gardener", "NC58": "eksctl", "NC59": "GKE, AKS, other clouds", "NC6": "Karpenter",
    "NC7": "Bottlerocket", "NC8": "The profile", "NC9": "Ignore comments",
}  # fmt: skip
"""What the codes are about, by how they begin: a code belongs to the last that is not after it."""


@click.command()
@click.argument("words", metavar="[WORD]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
def rules(words: tuple[str, ...], form: str) -> None:
    """List every rule with what it finds.

    WORD limits the list: how a code begins (NC1), a severity, or a part of a name, title or platform. On a terminal
    the list has headings and fits the width; else each rule is a line.
    """
    from numaconf.verbs.explain import table

    rows = [row for row in table() if all(_has(row, word) for word in words)]
    if form == "json":
        import json

        terminal.result(json.dumps([row._asdict() for row in rows], indent=2) + "\n")
    elif not rows:
        from numaconf.errors import CannotDo

        raise CannotDo(f"no rule has {' and '.join(words)}", remedy="numaconf rules lists all")
    elif terminal.is_terminal():
        terminal.result("".join(f"{line}\n" for line in _table(rows)))
    else:
        names = max(len(row.name) for row in rows)
        terminal.result("".join(f"{row.code}  {row.name:{names}}  {row.severity:14}  {row.title}\n" for row in rows))


def subject(code: str) -> str:
    """What a code is about."""
    return next(title for begin, title in reversed(SUBJECTS.items()) if code >= begin)


def _has(row: Row, word: str) -> bool:
    if row.code.lower().startswith(word.lower()) or row.severity == word.lower():
        return True
    return word.lower() in f"{row.name} {row.title} {subject(row.code)}".lower()


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """The rules by subject; a title that does not fit goes on in the next line."""
    names, severities = (max(len(getattr(row, key)) for row in rows) for key in ("name", "severity"))
    last = ""
    for row in rows:
        if subject(row.code) != last:
            yield from ([""] if last else [])
            last = subject(row.code)
            yield click.style(last, bold=True)
        head = f"  {row.code}  {row.name:{names}}  {row.severity:{severities}}  "
        if terminal.width() - len(head) >= len(row.title):
            yield f"{head}{row.title}"
        elif terminal.width() - len(head) >= 30:
            yield from terminal.wrapped(head, row.title).splitlines()
        else:
            yield head.rstrip()
            yield from terminal.wrapped(" " * 9, row.title).splitlines()
