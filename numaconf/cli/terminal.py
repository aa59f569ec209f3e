"""What reaches the user: results on stdout, everything else on stderr, colour where it is wanted."""

from __future__ import annotations

import os
import re
import sys

from numaconf.errors import CannotDo

_CODES = re.compile("\x1b\\[[0-9;]*[A-Za-z]")


class Wishes:
    """What the user wants of the terminal. `color` None: by whether stdout is one."""

    color: bool | None = None
    quiet = False


def begin() -> None:
    """Forget an earlier run in this process: what the environment wants holds until options say otherwise."""
    Wishes.color, Wishes.quiet = _color_by_environment(), False


def result(text: str) -> None:
    """Write a result to stdout, in UTF-8 and with the line ends it has. Colour codes go where colour is wanted.

    Raises CannotDo where nothing more can be written (a full disk).
    """
    if "\x1b" in text and (Wishes.color is False or (Wishes.color is None and not sys.stdout.isatty())):
        text = _CODES.sub("", text)
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotDo(f"cannot be written: {error.strerror}", place="standard output") from None


def note(text: str) -> None:
    """Tell something on stderr that is neither a result nor an error; `-q` silences it."""
    if not Wishes.quiet:
        error(text)


def error(text: str) -> None:
    """Tell on stderr why something was not done."""
    if "\x1b" in text and (Wishes.color is False or (Wishes.color is None and not sys.stderr.isatty())):
        text = _CODES.sub("", text)
    _say(text + "\n")


def width(most: int = 100) -> int:
    """How many columns there are to write in: the terminal's, and no more than can be read well."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, most))


def wrapped(head: str, text: str) -> str:
    """A sentence in lines that fit, `head` before the first and blanks before the others."""
    import textwrap

    return textwrap.fill(text, width(), initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def progress(text: str) -> None:
    """Show on a terminal how far a long run has come, in place of what was shown before; nothing takes it away."""
    _say(f"\r{text}" if text else "\r\x1b[K")


def shows_progress() -> bool:
    """Whether stderr is a terminal and nobody asked for silence."""
    return sys.stderr.isatty() and not Wishes.quiet


def _say(text: str) -> None:
    try:
        sys.stderr.write(text)
    except UnicodeEncodeError:  # a name that is not UTF-8, a terminal of another character set
        sys.stderr.write(text.encode("ascii", "backslashreplace").decode())
    sys.stderr.flush()


def _color_by_environment() -> bool | None:
    """What the environment wants: `NO_COLOR` none, `FORCE_COLOR` or `CLICOLOR_FORCE` always, else decide by stream."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return None
