"""`numaconf completion`."""

from __future__ import annotations

import click

from numaconf.cli import terminal


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell."""
    from click import shell_completion

    from numaconf.cli.completing import SHELLS
    from numaconf.cli.group import numaconf
    from numaconf.cli.verbs import COMPLETE

    script = SHELLS[shell](numaconf, {}, "numaconf", COMPLETE)
    # Not the bash class's own source(): it starts a bash to look at its version.
    terminal.artifact(shell_completion.ShellComplete.source(script))
