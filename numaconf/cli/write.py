"""Files are written whole or not at all, and folders are made only for files that are written."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class File(NamedTuple):
    """A file to write. `text` is written as UTF-8 with the line ends it has."""

    path: str
    text: str
    executable: bool = False


def write(files: Sequence[File]) -> None:
    """Write every file, or none: all are written beside their place first, then renamed.

    A file that exists keeps its owner, its permissions and what else the file system holds about it; a link keeps
    pointing to its file, and what is not a regular file (`/dev/stdout`, a pipe) is written to directly. Raises
    CannotDo, for a full disk too, and for a file that cannot be put in another's place: one with further names (hard
    links), one whose owner the new one cannot have.
    """
    direct = [file for file in files if os.path.exists(file.path) and not os.path.isfile(file.path)]
    path = ""
    try:
        for file in direct:
            path = file.path
            with open(path, "wb") as stream:
                stream.write(file.text.encode())
    except OSError as error:
        raise CannotDo(f"cannot be written: {error.strerror}", place=path) from None
    with _undisturbed(), _made_for_good() as made:
        _write_whole([file for file in files if file not in direct], made)


def _write_whole(files: Sequence[File], made: list[str]) -> None:
    staged: list[tuple[str, str]] = []
    path = ""
    try:
        for file in files:
            path = file.path
            target = os.path.realpath(path)
            _make_folder(os.path.dirname(target), made)
            staged.append((_stage(target, file), target))
        for temporary, target in staged:
            path = target
            os.replace(temporary, target)
    except OSError as error:
        raise CannotDo(f"cannot be written: {error.strerror}", place=path) from None
    finally:
        for temporary, _ in staged:
            if os.path.exists(temporary):
                os.unlink(temporary)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end the program wait until a file is in its place, so that no temporary one stays behind."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _made_for_good() -> Iterator[list[str]]:
    """A list of folders that were made, outermost first; they are removed again if what they were made for fails."""
    made: list[str] = []
    try:
        yield made
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):  # somebody else has put something there
                os.rmdir(folder)
        raise


def _make_folder(path: str, made: list[str]) -> None:
    """Make a folder and those above it that are not there, and note them. Raises OSError."""
    if os.path.isdir(path):
        return
    _make_folder(os.path.dirname(path), made)
    try:
        os.mkdir(path)
    except FileExistsError:
        if not os.path.isdir(path):  # else somebody else has made it at the same time
            raise
    else:
        made.append(path)


def write_folder(path: str, texts: dict[str, str], folders: Sequence[str], links: dict[str, str]) -> None:
    """Write a folder of files by relative path, of folders that may stay empty, and of links, whole or not at all.

    Raises CannotDo, also where the folder exists and is not empty.
    """
    with _undisturbed(), _made_for_good() as made:
        _write_folder(path, texts, folders, links, made)


def _write_folder(
    path: str, texts: dict[str, str], folders: Sequence[str], links: dict[str, str], made: list[str]
) -> None:
    target = os.path.realpath(path)
    temporary = ""
    try:
        if os.path.lexists(target) and (not os.path.isdir(target) or os.listdir(target)):
            raise CannotDo("exists and is not an empty folder", place=path, remedy="name a new one")
        above = os.path.dirname(target)
        _make_folder(above, made)
        temporary = tempfile.mkdtemp(prefix=f".{os.path.basename(target)}.", dir=above)
        os.chmod(temporary, _mode(target, executable=True))  # as any folder, not as a temporary one
        for folder in folders:
            os.makedirs(os.path.join(temporary, folder), exist_ok=True)
        for name, text in texts.items():
            _put(os.path.join(temporary, name), text)
        for name, to in links.items():
            os.makedirs(os.path.dirname(os.path.join(temporary, name)), exist_ok=True)
            os.symlink(to, os.path.join(temporary, name))
        os.replace(temporary, target)
    except OSError as error:
        raise CannotDo(f"cannot be written: {error.strerror}", place=path) from None
    finally:
        if temporary and os.path.isdir(temporary):
            shutil.rmtree(temporary)


def _put(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _stage(target: str, file: File) -> str:
    folder, name = os.path.split(target)
    old = os.stat(target) if name and os.path.exists(target) else None
    if old is not None and old.st_nlink > 1:
        raise CannotDo(
            f"has {old.st_nlink} names (hard links), and a new file would have one of them only",
            place=target,
            remedy="write to another file, and copy it over this one",
        )
    handle, temporary = tempfile.mkstemp(prefix=".numaconf-", dir=folder)
    try:
        with open(handle, "wb") as stream:
            stream.write(file.text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        if old is not None:
            _take_over(temporary, target, old)
        os.chmod(temporary, _mode(target, file.executable))
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary


def _take_over(temporary: str, target: str, old: os.stat_result) -> None:
    """Give a new file the owner and the attributes (access control lists) of the one that it takes the place of."""
    new = os.stat(temporary)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except OSError:
            raise CannotDo(
                "belongs to another user or group, which a new file cannot get from you",
                place=target,
                remedy="write to another file, and copy it over this one",
            ) from None
    for name in os.listxattr(target) if hasattr(os, "listxattr") else ():
        with suppress(OSError):  # some of them only the system sets
            os.setxattr(temporary, name, os.getxattr(target, name))


def _mode(target: str, executable: bool) -> int:
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return (0o777 if executable else 0o666) & ~mask
