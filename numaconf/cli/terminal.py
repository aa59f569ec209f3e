"""What reaches the user: results on stdout, everything else on stderr, colour where it is wanted.

Nothing leaves here that a terminal or a CI runner would take for a command (`safe.py`), but our own colours,
the workflow commands of `--format github`, and files that are wanted to the byte.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from typing import TYPE_CHECKING

from numaconf import safe
from numaconf.errors import CannotDo

if TYPE_CHECKING:
    from typing import TextIO

# Bold, dim, underlined, the usual foreground colours, and their end.
_COLOURS = "(\x1b\\[(?:[0124]|2[0-9]|3[0-79]|9[0-7])?(?:;(?:[0124]|3[0-79]|9[0-7]))*m)"


class Wishes:
    """What the user wants of the terminal. `color` None: by whether stdout is one."""

    color: bool | None = None
    quiet = False


def begin() -> None:
    """Forget an earlier run in this process: what the environment wants holds until options say otherwise.

    A standard stream that is closed is taken by /dev/null, or the next file that is opened would get its number.
    """
    Wishes.color, Wishes.quiet = _color_by_environment(), False
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # noqa: PERF203  three times
            os.open(os.devnull, os.O_RDWR)


def result(text: str) -> None:
    """Write a result to stdout, in UTF-8. Colour codes go where colour is wanted.

    Raises CannotDo where nothing more can be written (a full disk).
    """
    _write(_coloured(text, sys.stdout).encode("utf-8", "backslashreplace"))


def report(text: str, path: str) -> None:
    """Write what is found in a file to stdout, as `result`, with links where colours are and the terminal has them."""
    from numaconf.cli import links

    told = _coloured(text, sys.stdout)
    if "\x1b" in told and links.wanted():
        told = links.linked(told, path)
    _write(told.encode("utf-8", "backslashreplace"))


def result_line(text: str) -> None:
    """Write a line of a result to stdout."""
    result(text + "\n")


def commands(text: str) -> None:
    """Write workflow commands, whose parts are made safe by who makes them. Raises CannotDo."""
    _write(text.encode("utf-8", "backslashreplace"))


def artifact(content: str | bytes) -> None:
    """Write a file that was asked for, byte for byte; on a terminal, where nobody keeps it, as a result.

    Raises CannotDo.
    """
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    if sys.stdout is not None and sys.stdout.isatty():
        result(data.decode("utf-8", "surrogateescape"))
    else:
        _write(data)


def note(text: str) -> None:
    """Tell something on stderr that is neither a result nor an error; `-q` silences it."""
    if not Wishes.quiet:
        error(text)


def error(text: str) -> None:
    """Tell on stderr why something was not done; on a terminal in its width."""
    _say(_coloured(_folded(text), sys.stderr) + "\n")


def width(most: int = 100) -> int:
    """How many columns there are to write in: what COLUMNS says, else the terminal, else 80; at most `most`."""
    given = os.environ.get("COLUMNS", "")
    columns = 80
    if given.isascii() and given.isdecimal() and int(given[:6]):
        columns = int(given[:6])
    elif sys.stdout is not None:
        with contextlib.suppress(OSError, ValueError):  # no terminal
            columns = os.get_terminal_size(sys.stdout.fileno()).columns or 80
    return max(40, min(columns, most))


def is_terminal() -> bool:
    """Whether somebody reads standard output on a terminal, or says how wide it is (COLUMNS)."""
    return bool(os.environ.get("COLUMNS")) or (sys.stdout is not None and sys.stdout.isatty())


def wrapped(head: str, text: str) -> str:
    """A sentence in lines that fit, `head` before the first and blanks before the others."""
    import textwrap

    return textwrap.fill(text, width(), initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)


def progress(text: str) -> None:
    """Show on a terminal how far a long run has come, in place of what was shown before; nothing takes it away."""
    _say(f"\r{text}" if text else "\r\x1b[K")


def shows_progress() -> bool:
    """Whether stderr is a terminal and nobody asked for silence."""
    return sys.stderr is not None and sys.stderr.isatty() and not Wishes.quiet


def finish() -> None:
    """Bring out what is still held back. Raises OSError."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _folded(text: str) -> str:
    """A message in the width of the terminal that stderr is; a picture in it, which fits already, stays as it is."""
    if "\x1b" in text or sys.stderr is None or not sys.stderr.isatty():
        return text
    import textwrap

    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        more = indent or "  "
        lines += textwrap.wrap(line, width(), subsequent_indent=more, break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines)


def _coloured(text: str, stream: TextIO | None) -> str:
    """The text, safe, with our own colours where the stream shows them."""
    if "\x1b" not in text:
        return safe.lines(text)
    wanted = Wishes.color if Wishes.color is not None else stream is not None and stream.isatty()
    parts = re.split(_COLOURS, text)  # every second one is a colour
    if not wanted:
        return safe.lines("".join(parts[::2]))
    parts[::2] = map(safe.lines, parts[::2])
    return "".join(parts)


def _write(data: bytes) -> None:
    if sys.stdout is None:
        raise CannotDo("cannot be written: it is closed", place="standard output")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotDo(f"cannot be written: {error.strerror}", place="standard output") from None


def _say(text: str) -> None:
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):  # the reader of stderr is gone, or its disk is full: nobody is left to tell
        try:
            sys.stderr.write(text)
        except UnicodeEncodeError:  # a terminal of another character set
            sys.stderr.write(text.encode("ascii", "backslashreplace").decode())
        sys.stderr.flush()


def _color_by_environment() -> bool | None:
    """What the environment wants: `NO_COLOR` none, `FORCE_COLOR` or `CLICOLOR_FORCE` always, else decide by stream."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return None
