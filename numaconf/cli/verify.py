"""`numaconf verify`."""

from __future__ import annotations

from typing import Any

import click

from numaconf.cli.options import beside, context, context_options, target_option
from numaconf.cli.verifying import BEARER, CERTIFICATE, CONFIGZ, run
from numaconf.targets.registry import NAMES

KUBECTL = r"""\b
From a debug pod:
  kubectl debug node/NODE -i --profile=sysadmin --image=python:3-slim -- \
    sh -c 'cat >/tmp/v.pyz; python3 /tmp/v.pyz --root /host' \
    < numaconf-verify.pyz"""


@click.command(epilog=KUBECTL)
@click.argument("file", required=False)
@click.option("--as", "kind", type=click.Choice(list(NAMES)), help="What FILE is, if its content does not say.")
@click.option("--root", metavar="DIR", default="/", help="A copied tree, or /host in a debug pod. Default: this node.")
@click.option("--pod", metavar="NAME", help="Only a pod of this node, as name, namespace/name or UID.")
@click.option("--pid", type=int, metavar="N", help="Only the container of a process.")
@click.option("--self", "itself", is_flag=True, help="The container that this runs in, as far as it can see.")
@click.option("--manifest", is_flag=True, help="Print pods to apply, and what success looks like in them.")
@click.option("--configz", metavar="SOURCE", help=CONFIGZ)
@click.option("--token-file", metavar="F", help=BEARER)
@click.option("--certificate", metavar="F", help=CERTIFICATE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@target_option("Which target of a profile.")
@context_options
def verify(file: str | None, kind: str | None, target: str | None, manifest: bool, **options: Any) -> int:
    """Prove on a node, and in a pod, that NUMA alignment works.

    FILE is what was asked for, a profile or a configuration; without it the kubelet's own files are. Checked are the
    configuration in force, the state files, NUMA nodes and hugepages, and of each container with CPUs or memory to
    itself its cgroup, its threads, who else may run there, and where its memory is.
    """
    if manifest:
        return _manifest(file, kind, target, options)
    asked = None
    if file is not None:
        from numaconf.profile.load import read
        from numaconf.verbs.verify.asked import asked as read_asked

        data = read(file)
        asked = read_asked(file, data, context(**options), beside(file, data), kind, target)
    return run(asked=asked, **options)


def _manifest(file: str | None, kind: str | None, target: str | None, options: dict[str, Any]) -> int:
    from numaconf.cli import terminal
    from numaconf.verbs.verify import manifest

    if file is None:
        side = manifest.of_node(options["root"], context(**options).kubernetes)
    else:
        from numaconf.profile.load import read
        from numaconf.verbs.nodes import nodes_of

        data = read(file)
        side = nodes_of(file, data, context(**options), beside(file, data), kind, target, first=True)[-1]
        for newer in side.newer:
            terminal.note(f"numaconf: {newer}")
    terminal.result(manifest.manifest(side))
    return 0
