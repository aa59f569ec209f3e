"""Options that verbs share: those that every verb has, and the context that a configuration is judged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from numaconf import __version__
from numaconf.cli import help_text, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.context import Context

    Function = TypeVar("Function", bound=Callable[..., Any])


def _quiet(_context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        terminal.Wishes.quiet = True


def _color(_context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        terminal.Wishes.color = {"always": True, "never": False}.get(value)


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        terminal.result(f"numaconf {__version__}\n")
        context.exit()


def _every_verb() -> list[click.Option]:
    return [
        click.Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_quiet,
                     help="Print only results and errors."),
        click.Option(["--color"], type=click.Choice(["auto", "always", "never"]), expose_value=False, callback=_color,
                     is_eager=True, help="Colour; auto: on a terminal, unless NO_COLOR is set."),
        click.Option(["-V", "--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version,
                     help="Print the version and exit."),
    ]  # fmt: skip


def with_common_options(command: click.Command, name: str = "") -> click.Command:
    """Give a verb, and the verbs inside it, the options that all verbs have, and its help our form."""
    have = {name for parameter in command.params for name in parameter.opts}
    command.params.extend(option for option in _every_verb() if not have.intersection(option.opts))
    help_text.shape(command, name)
    if isinstance(command, click.Group):
        for own, inner in command.commands.items():
            with_common_options(inner, f"{name} {own}")
    return command


def context_options(function: Function) -> Function:
    """The options that say what a configuration is meant for; read them with `context(**options)`."""
    from numaconf.targets.registry import VERSIONED

    for option in (
        *(
            click.option(f"--{name}-version", metavar="V", help=f"Version of {name.capitalize()}, such as 1.15.0.")
            for name in reversed(VERSIONED)
        ),
        click.option("--machine", metavar="M", help="An EC2 instance type, a snapshot file, a synthetic description "
                     "such as 'numa:2 core:18 pu:2 memory:96Gi', or local."),
        click.option("--kubernetes-version", metavar="V", help="Kubernetes version: 1.34 or 1.34.2."),
    ):  # fmt: skip
        function = option(function)
    return function


def target_option(text: str, *, required: bool = False, multiple: bool = False) -> Callable[[Function], Function]:
    """`--target`, with the names of all targets."""
    from numaconf.targets.registry import TARGETS

    return click.option("--target", type=click.Choice(list(TARGETS)), required=required, multiple=multiple, help=text)


def profiles_argument(function: Function) -> Function:
    """PROFILE…, which may be left out: `named(profiles)` then finds the one that is meant."""
    return click.argument("profiles", metavar="[PROFILE]...", nargs=-1)(function)


def named(profiles: tuple[str, ...]) -> tuple[str, ...]:
    """The profiles that a command line names; without any, the one that is meant. Raises CannotDo."""
    if profiles:
        return profiles
    from numaconf.files.profiles import meant

    return (meant(),)


def format_option(function: Function) -> Function:
    """`--format` of a report."""
    from numaconf.cli.reporting import FORMATS

    choice = click.Choice(list(FORMATS))
    return click.option("--format", "form", type=choice, default="text", show_default=True, help="Output format.")(
        function
    )


def context(**given: object) -> Context:
    """The context among the options that are given. Raises CannotDo for an invalid version or unknown machine."""
    from numaconf import settings

    values = {name: given.get(name.replace("-", "_")) for name in settings.CONTEXT}
    return settings.context({name: text for name, text in values.items() if text})


def beside(path: str, data: bytes) -> Context:
    """The weaker context of a file: its modelines, and the configuration file nearest upward. Raises CannotDo."""
    from numaconf import settings

    settings.forget()
    config = settings.nearest(path) if path != "-" else settings.nearest("stdin")
    return settings.context({**(config.of(path) if config else {}), **settings.modeline(data, path)}, path)
