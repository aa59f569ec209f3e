"""What reaches the user: results on stdout, everything else on stderr, colour where it is wanted."""

from __future__ import annotations

import os
import sys

import click

from numaconf.errors import CannotDo

QUIET = "numaconf.quiet"


def result(text: str) -> None:
    """Write a result to stdout, in UTF-8 and with the line ends it has. Colour codes go where colour is wanted.

    Raises CannotDo where nothing more can be written (a full disk).
    """
    context = click.get_current_context(silent=True)
    color = context.color if context else None
    if "\x1b" in text and (color is False or (color is None and not sys.stdout.isatty())):
        text = click.unstyle(text)
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotDo(f"cannot be written: {error.strerror}", place="standard output") from None


def is_quiet() -> bool:
    """Whether `-q` was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(QUIET))


def note(text: str) -> None:
    """Tell something on stderr that is neither a result nor an error; `-q` silences it."""
    if not is_quiet():
        click.echo(text, err=True)


def error(text: str) -> None:
    """Tell on stderr why something was not done."""
    click.echo(text, err=True)


def color_by_environment() -> bool | None:
    """What the environment wants: `NO_COLOR` none, `FORCE_COLOR` or `CLICOLOR_FORCE` always, else decide by stream."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return None
