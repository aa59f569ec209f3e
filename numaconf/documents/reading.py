"""Bytes from a file or from standard input, bounded: regular files only, and no more of them than any reader takes."""

from __future__ import annotations

import os
import stat
import sys
from errno import EISDIR
from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.documents.text import LIMIT
from numaconf.errors import CannotDo

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK = 1 << 16
# Without O_NONBLOCK, opening a pipe waits for who writes into it.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)

STREAM = "standard input"


class _NotRegular(ValueError):
    """Neither a file nor a folder: a device, a pipe, a socket."""


def read(path: str, *, regular: bool = False) -> bytes:
    """The bytes of a regular file of at most 16 MiB. Raises OSError; ValueError says why it is not looked at.

    `regular`: a listing has just said that it is one. Where it was replaced since, that is harmless: nothing waits for
    a pipe, and nothing has more than 16 MiB.
    """
    # A walk reads tens of thousands of small files: open() would cost as much as all that is done with most of them.
    handle = os.open(path, _FLAGS)
    try:
        mode = stat.S_IFREG if regular else os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            raise _NotRegular("it is not a regular file")
        data = os.read(handle, _CHUNK)
        if len(data) == _CHUNK:
            with open(handle, "rb", closefd=False) as file:
                data += file.read(LIMIT + 1 - _CHUNK)
    finally:
        os.close(handle)
    if len(data) > LIMIT:
        raise ValueError(f"larger than {LIMIT >> 20} MiB")
    return data


def contents(path: str, what: str = "") -> bytes:
    """The same for a file that the job needs; `what` it is, for the message. Raises CannotDo."""
    lead = f"{what} " if what else ""
    try:
        return read(path)
    except OSError as error:
        raise CannotDo(f"{lead}cannot be read: {error.strerror}", place=path) from None
    except ValueError as error:
        other = isinstance(error, _NotRegular) and not what
        remedy = "only regular files are read; - is standard input" if other else ""
        raise CannotDo(f"{lead}cannot be read: {error}", place=path, remedy=remedy) from None


def standard_input() -> bytes:
    """What is on standard input, at most 16 MiB. Raises CannotDo for more, and where it is closed."""
    if sys.stdin is None:
        raise CannotDo("is closed", place=STREAM)
    try:
        data = sys.stdin.buffer.read(LIMIT + 1)
    except OSError as error:
        raise CannotDo(f"cannot be read: {error.strerror}", place=STREAM) from None
    if len(data) > LIMIT:
        raise CannotDo(f"holds more than {LIMIT >> 20} MiB, which numaconf does not read", place=STREAM)
    return data


@lru_cache(64)
def folder(path: str) -> str:
    """The folder of a path as it is written; of one file it is asked again and again."""
    return os.path.dirname(path)


def absolute(path: str) -> str:
    """The path from the root, without `.` and `..`; of one file it is asked again and again."""
    return _absolute(path, os.getcwd())


@lru_cache(64)
def _absolute(path: str, current: str) -> str:
    return os.path.normpath(os.path.join(current, path))


def inside(path: str, folders: Sequence[str]) -> bool:
    """Whether a path, all links followed, lies below one of the folders (an empty one is the working directory)."""
    try:
        real = os.path.realpath(path)
        tops = [os.path.join(os.path.realpath(folder or "."), "") for folder in folders]
    except (OSError, ValueError):
        return False
    return any(real.startswith(top) for top in tops)


def demand_inside(path: str, folder: str) -> None:
    """Raises CannotDo for a path that a file in `folder` names and that is neither below that folder nor below the
    working directory: nobody's file makes numaconf look at anything else.
    """
    if not inside(path, (folder, "")):
        raise CannotDo(
            "a file names this one, which is neither below that file's folder nor below the working directory",
            place=path,
            remedy="move it there, start numaconf in a folder above both, or name it by an option",
        )
