"""The table of verbs as a click group."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from numaconf.cli import main, terminal
from numaconf.cli.options import with_common_options

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verbs(click.Group):
    """The table of verbs as a click group that imports a verb when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(main.VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = main.VERBS.get(cmd_name)
        if where is None:
            return None
        module, function = where.split(":")
        command: click.Command = getattr(import_module(module), function)
        if ctx.resilient_parsing:
            from numaconf.cli import completing

            for one in (command, *getattr(command, "commands", {}).values()):
                completing.equip(one)
        return with_common_options(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in main.VERBS and not ctx.resilient_parsing:
            from numaconf.suggest import did_you_mean

            hint = did_you_mean(args[0], main.VERBS, "numaconf --help lists the verbs.")
            raise click.UsageError(f"no such verb: {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


numaconf = Verbs(
    "numaconf",
    help="Know before the node boots what the kubelet will do with a NUMA configuration.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
)
with_common_options(numaconf)


def call(arguments: Sequence[str]) -> object:
    """Run a verb: what it returns, or 2 for wrong usage, which is told."""
    try:
        if os.environ.get(main.COMPLETE):
            from click.shell_completion import add_completion_class, shell_complete

            from numaconf.cli.completing import Bash

            add_completion_class(Bash)
            return shell_complete(numaconf, {}, "numaconf", main.COMPLETE, os.environ[main.COMPLETE])
        # Not click's main(): it calls a closed pipe an error.
        with numaconf.make_context("numaconf", list(arguments)) as context:
            return numaconf.invoke(context)
    except click.exceptions.Exit as leave:
        if sys.stdout is None:  # to which click has written nothing
            terminal.result("")
        return leave.exit_code
    except click.ClickException as error:
        # What click says holds words of the command line, which a shell may have taken from the names of files.
        said = io.StringIO()
        error.show(said)
        terminal.error(said.getvalue().rstrip("\n"))
        return 2
    except click.Abort:
        raise KeyboardInterrupt from None
