"""`numaconf explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from numaconf.cli import terminal

if TYPE_CHECKING:
    from numaconf.verbs.explain.answers import Answer


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("what", nargs=-1, required=True)
@click.option("--kubernetes-version", metavar="V", help="Fields, options and gates as they are in 1.34, say.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
def explain(what: tuple[str, ...], kubernetes_version: str | None, form: str) -> None:
    """Explain a rule, field, policy, option, gate, flag, pod status, or log line.

    WHAT is a rule's code or name (NC101), a kubelet field (reservedMemory), a policy or scope (single-numa-node), a
    policy option, a feature gate, a flag (--reserved-memory), a platform's name for a setting
    (settings.kubernetes.cpu-manager-policy, kubelet-arg, machine.kubelet.extraConfig), a state file
    (cpu_manager_state), a pod's status (TopologyAffinityError), or pasted lines: an event, what numaconf lint says,
    the log of the kubelet (also its TopologyHints, which are merged once more), of the boot, or of a platform's tool;
    - reads them from standard input. Letter case and dashes do not matter.
    """
    minor = _minor(kubernetes_version)
    answers = _answers(what)
    if form == "json":
        import json

        from numaconf.reports.explain_json import data

        terminal.result(json.dumps({"version": 1, "answers": [data(one, minor) for one in answers]}, indent=2) + "\n")
    else:
        from numaconf.reports.explain import text

        terminal.result("\n".join(text(one, terminal.width(), minor) for one in answers))


def _minor(text: str | None) -> int:
    """The minor that was asked for; 0 for all."""
    if text is None:
        return 0
    from numaconf.kubelet import version

    try:
        known = version.kubernetes(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if known.newer:
        terminal.note(f"numaconf: {version.stands_in(known)}")
    return known.minor


def _answers(what: tuple[str, ...]) -> list[Answer]:
    """An answer to each word; words that are nothing by themselves are a log line that lost its quotes."""
    from numaconf.errors import CannotDo
    from numaconf.verbs.explain import explain as answer
    from numaconf.verbs.explain import several

    if what == ("-",):
        from numaconf.profile.load import read

        return several(read("-").decode("utf-8", "replace"))
    try:
        return [answer(one) for one in what]
    except CannotDo:
        if len(what) == 1:
            raise
        return [answer(" ".join(what))]
