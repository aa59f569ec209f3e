"""`numaconf lint` for click. Its options are in `lint_options.py`, what it does is in `linting.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli.lint_options import OPTIONS, Option, codes, wrong
from numaconf.cli.linting import Wanted
from numaconf.cli.linting import lint as run
from numaconf.cli.options import context, context_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _codes(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return codes(value)


def _options(function: Callable[..., int]) -> Callable[..., int]:
    """The options of the table, in its order."""
    for option in reversed(OPTIONS):
        function = click.option(*option.words, option.field, help=option.help, **_how(option))(function)
    return function


def _how(option: Option) -> dict[str, Any]:
    default = Wanted._field_defaults[option.field]
    if option.takes == "nothing":
        return {"is_flag": True}
    if option.takes == "codes":
        return {"multiple": True, "metavar": option.metavar, "callback": _codes}
    if option.takes == "number":
        return {"type": click.IntRange(min=1), "metavar": option.metavar, "default": default}
    choice = click.Choice(list(option.choices())) if option.choices else None
    return {"type": choice, "metavar": option.metavar, "default": default, "show_default": option.field == "form"}


@click.command()
@click.argument("paths", metavar="[PATH... | -]", nargs=-1)
@_options
@context_options
def lint(paths: tuple[str, ...], **given: Any) -> int:
    """Say what the kubelet will do with files of every kind that numaconf knows.

    PATH is a file or a directory; - is standard input. Without any, the current directory is looked at.
    """
    if why := wrong(paths, given):
        raise click.UsageError(why)
    return run(paths, Wanted(context(**given), **{name: given[name] for name in Wanted._fields if name in given}))
