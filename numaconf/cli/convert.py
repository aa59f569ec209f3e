"""`numaconf convert`."""

from __future__ import annotations

from typing import Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import beside, context, context_options
from numaconf.safe import shown
from numaconf.targets.registry import NAMES, PLATFORMS, TARGETS

WANTED = [*TARGETS, *(one.name for one in PLATFORMS if one.carries)]
"""Of what nothing is written, the answer says field by field why."""


@click.command()
@click.argument("file")
@click.option("--to", type=click.Choice(WANTED), required=True, help="The platform to write for.")
@click.option("--as", "kind", type=click.Choice(list(NAMES)), help="What the file is, if its content does not say.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE. Standard output unless given.")
@click.option("--part", metavar="NAME", help="Another file than the primary one, by its name.")
@click.option("--cluster-name", metavar="NAME", default="", help="The cluster to join, where FILE does not say it.")
@click.option("--cluster-endpoint", metavar="URL", default="", help="Address of its API server.")
@click.option("--cluster-ca", metavar="BASE64", default="", help="Its certificate authority.")
@click.option("--cluster-cidr", metavar="CIDR", default="", help="Addresses of its services.")
@context_options
def convert(
    file: str,
    to: str,
    kind: str | None,
    output: str | None,
    part: str | None,
    cluster_name: str,
    cluster_endpoint: str,
    cluster_ca: str,
    cluster_cidr: str,
    **options: Any,
) -> int:
    """Read one platform's file, write another's.

    The kubelet's configuration, labels, taints, hugepages, the reset of state files, and the cluster are carried over;
    other things that the file says of its platform (images, disks, networks, the user's own scripts) are not. What of
    it the other platform cannot carry is an error that names it; to gke and aks, for which nothing is written, it
    always is one. What was not in force in FILE is said on standard error. - is standard input.
    """
    from numaconf.errors import CannotDo
    from numaconf.profile.load import read
    from numaconf.targets.target import Cluster
    from numaconf.verbs.convert import convert as make

    text = read(file)
    cluster = Cluster(cluster_name, cluster_endpoint, cluster_ca, cluster_cidr)
    done = make(file, text, to, context(**options), beside(file, text), kind, cluster)
    for warning in done.warnings:
        terminal.note(f"numaconf: {shown(warning)}")
    chosen = next((one for one in done.artifacts if one.name == part), None) if part else done.artifacts[0]
    if chosen is None:
        names = ", ".join(one.name for one in done.artifacts)
        raise CannotDo(f"no part is called {part!r}", remedy=f"there are: {names}")
    if output:
        from numaconf.cli.write import File, write

        write([File(output, chosen.text, chosen.executable)])
    else:
        terminal.artifact(chosen.text)
    return 0
