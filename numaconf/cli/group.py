"""The table of verbs as a click group."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from numaconf.cli import terminal
from numaconf.cli.options import with_common_options
from numaconf.cli.verbs import COMPLETE, GROUPS, VERBS

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verbs(click.Group):
    """The table of verbs as a click group that imports a verb when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"numaconf.cli.{cmd_name}"), cmd_name)
        if ctx.resilient_parsing:
            from numaconf.cli import completing

            for one in (command, *getattr(command, "commands", {}).values()):
                completing.equip(one)
        return with_common_options(command, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs in groups, by the order of a person's work, nothing cut."""
        for title, names in GROUPS.items():
            with formatter.section(title):
                rows = [(name, self.get_command(ctx, name)) for name in names]
                formatter.write_dl([(name, one.get_short_help_str(limit=200)) for name, one in rows if one])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS and not ctx.resilient_parsing:
            from numaconf.suggest import did_you_mean

            hint = did_you_mean(args[0], VERBS, "numaconf --help lists the verbs.")
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
        if os.environ.get(COMPLETE):
            from click.shell_completion import add_completion_class, shell_complete

            from numaconf.cli.completing import SHELLS

            for shell in SHELLS.values():
                add_completion_class(shell)
            return shell_complete(numaconf, {}, "numaconf", COMPLETE, os.environ[COMPLETE])
        if list(arguments[:1]) == ["help"]:
            arguments = [*arguments[1:], "--help"]
        if sys.stdout is None and not {"-h", "--help"}.isdisjoint(arguments):
            terminal.result("")  # click before 8.1.4 fails there
        # Not click's main(): it calls a closed pipe an error.
        with numaconf.make_context("numaconf", list(arguments)) as context:
            return numaconf.invoke(context)
    except click.exceptions.Exit as leave:
        if sys.stdout is None:  # to which click has written nothing
            terminal.result("")
        return leave.exit_code
    except click.ClickException as error:
        # What click says holds words of the command line, which a shell may have taken from the names of files.
        terminal.error(f"numaconf: {_usage(error)}")
        return 2
    except click.Abort:
        raise KeyboardInterrupt from None


def _usage(error: click.ClickException) -> str:
    """Wrong usage in a line or two: what is wrong, what was probably meant, and where the options are listed."""
    from numaconf.suggest import nearest

    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "numaconf"
    more = f"{command} --help lists what there is"
    parameter = getattr(error, "param", None)
    name = ""
    if parameter is not None:
        name = next((one for one in parameter.opts if one.startswith("--")), parameter.human_readable_name)
    match error:
        case click.NoSuchOption():
            close = nearest(error.option_name, _options(error.ctx))
            return f"no such option: {error.option_name}\n  {f'did you mean {close}?' if close else more}"
        case click.MissingParameter():
            choices = getattr(getattr(parameter, "type", None), "choices", ())
            return f"{name or 'an argument'} is missing\n  {_one_of(choices) if choices else more}"
        case click.BadParameter() if isinstance(getattr(parameter, "type", None), click.Choice):
            choices = parameter.type.choices  # type: ignore[union-attr]  # click's
            given = _given(error.message)
            close = _called(given, choices) or nearest(given, choices)
            return f"{name} {given!r} is unknown\n  {f'did you mean {close}? ' if close else ''}{_one_of(choices)}"
        case click.BadParameter() if name:
            return f"{name}: {error.message.rstrip('.')}\n  {more}"
    message = error.format_message().rstrip(".")
    return message if "did you mean" in message or "--help" in message else f"{message}\n  {more}"


def _called(given: str, choices: Sequence[str]) -> str:
    """The targets or kinds that people may mean by a word that is the name of none."""
    from numaconf.targets.registry import PLATFORMS

    *others, last = ["", *(one.name for one in PLATFORMS if given.lower() in one.called and one.name in choices)]
    return f"{', '.join(others[1:])} or {last}" if others[1:] else last


def _one_of(choices: Sequence[str]) -> str:
    return f"one of {', '.join(choices)}"


def _given(message: str) -> str:
    """The value that click says is not one of those that exist."""
    return message[1 : message.find("'", 1)] if message.startswith("'") else message


def _options(context: click.Context | None) -> list[str]:
    parameters = context.command.params if context else []
    return [option for one in parameters for option in one.opts if option.startswith("--")]
