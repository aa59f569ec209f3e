"""`numaconf terraform`."""

from __future__ import annotations

import sys

import click

from numaconf.cli import terminal


@click.command()
def terraform() -> int:
    """The program of a Terraform `external` data source: a JSON object of strings in, one out.

    Keys of the query: profile or profile_yaml, target, kubernetes_version, machine, karpenter_version,
    bottlerocket_version, cluster_name, cluster_endpoint, cluster_ca, cluster_cidr. An empty string is not set.
    """
    from numaconf.errors import Problem
    from numaconf.verbs.terraform import answer

    try:
        text = answer(sys.stdin.buffer.read() if sys.stdin else b"")
    except Problem as problem:
        terminal.error(f"numaconf: {problem}")
        return 1
    except (
        Exception
    ) as error:  # whatever happens, the provider shows what stands on stderr, and a traceback helps nobody
        terminal.error(f"numaconf: a bug: {type(error).__name__}: {error}")
        return 1
    terminal.result(text)
    return 0
