"""`numaconf terraform`."""

from __future__ import annotations

import re
import sys

import click

from numaconf.cli import terminal

_OPTION = re.compile(r"(?<![\w-])--((?:kubernetes|karpenter|bottlerocket)-version|machine|target|cluster-[a-z]+)\b")
"""Options in a message: whoever asks through Terraform has a key of the query in their place."""


@click.command()
def terraform() -> int:
    """The program of a Terraform `external` data source: a JSON object of strings in, one out.

    Keys of the query: profile or profile_yaml, target, kubernetes_version, machine, karpenter_version,
    bottlerocket_version, cluster_name, cluster_endpoint, cluster_ca, cluster_cidr. An empty string is not set.
    """
    from numaconf.documents.reading import standard_input
    from numaconf.errors import Problem, internal
    from numaconf.verbs.terraform import answer

    try:
        text = answer(standard_input() if sys.stdin else b"")
    except Problem as problem:
        terminal.error(f"numaconf: {_OPTION.sub(lambda hit: hit[1].replace('-', '_'), str(problem))}")
        return 1
    except Exception as error:  # the provider shows what is on stderr
        terminal.error(f"numaconf: {Problem(internal(error))}")
        return 1
    terminal.result(text)
    return 0
