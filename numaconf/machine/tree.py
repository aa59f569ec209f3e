"""Files below a root that nobody vouches for: a copied `/sys` and `/proc`.

Links that lead out of the root are not followed, what is not a regular file is not opened (a pipe would wait forever),
and no more than a megabyte of a file is read. Below `/` itself everything is inside.
"""

from __future__ import annotations

import os
import re
import stat

from numaconf.machine.errors import MachineError
from numaconf.machine.notation import cpu_list, cpu_mask

LIMIT = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)


class Tree:
    """What lies below a root. Names are given in parts, without `..`; what is missing or unreadable is None."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._folders: dict[str, str | None] = {}

    @property
    def is_host(self) -> bool:
        """Whether this is the running system itself."""
        return self._real == os.path.sep

    def path(self, *parts: str) -> str:
        """A name as messages show it."""
        return os.path.join(self.root, *parts)

    def text(self, *parts: str) -> str | None:
        """The content of a file, without white space and null bytes at its ends."""
        data = self.data(*parts)
        return None if data is None else data.decode("utf-8", "replace").strip(" \t\r\n\0")

    def data(self, *parts: str) -> bytes | None:
        """The content of a file."""
        path = self._inside("/".join(parts))
        if path is None:
            return None
        try:
            descriptor = os.open(path, _FLAGS)
        except (OSError, ValueError):
            return None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            return _whole(descriptor)
        except OSError:  # some files of /sys exist and answer with an error only
            return None
        finally:
            os.close(descriptor)

    def number(self, *parts: str) -> int | None:
        """The whole number that a file holds."""
        text = self.text(*parts)
        return int(text) if text is not None and _NUMBER.fullmatch(text) else None

    def cpus(self, *parts: str, mask: str = "", listed: str = "") -> tuple[int, ...] | None:
        """A set of CPUs from the file `mask` of a folder or, where that is missing, from its file `listed`."""
        try:
            text = self.text(*parts, mask) if mask else None
            if text:
                return cpu_mask(text)
            text = self.text(*parts, listed) if listed else None
            return None if text is None else tuple(sorted(cpu_list(text)))
        except MachineError:
            return None

    def entries(self, *parts: str) -> list[str] | None:
        """The names in a folder."""
        path = self._inside("/".join(parts))
        try:
            return None if path is None else os.listdir(path)
        except (OSError, ValueError):
            return None

    def numbered(self, folder: str, prefix: str, most: int = 10**9) -> list[int]:
        """The numbers up to `most` of the entries `prefixN` of a folder, ascending."""
        names = re.compile(re.escape(prefix) + r"(0|[1-9]\d{0,8})", re.ASCII)
        found = (names.fullmatch(entry) for entry in self.entries(folder) or ())
        return sorted(number for match in found if match and (number := int(match[1])) <= most)

    def link(self, *parts: str) -> str | None:
        """Where a link points to, as it says; whether anything is there does not matter."""
        folder = self._inside("/".join(parts[:-1]))
        try:
            return None if folder is None else os.readlink(os.path.join(folder, parts[-1]))
        except (OSError, ValueError):
            return None

    def _inside(self, name: str) -> str | None:
        """The real path of a name, None where a link on the way leads out of the root."""
        if self.is_host:
            return os.path.join(os.path.sep, name)
        folder, _, last = name.rpartition("/")
        above = self._folder(folder)
        return None if above is None else self._step(above, last)

    def _folder(self, name: str) -> str | None:
        if not name:
            return self._real
        if name not in self._folders:
            above, _, last = name.rpartition("/")
            found = self._folder(above)
            self._folders[name] = None if found is None else self._step(found, last)
        return self._folders[name]

    def _step(self, folder: str, name: str) -> str | None:
        path = os.path.join(folder, name)
        try:
            if not stat.S_ISLNK(os.lstat(path).st_mode):
                return path
            path = os.path.realpath(path)
        except (OSError, ValueError):
            return None
        return path if path == self._real or path.startswith(self._real + os.path.sep) else None


def _whole(descriptor: int) -> bytes:
    """Up to LIMIT bytes: some files of /proc answer one page at a time."""
    parts: list[bytes] = []
    left = LIMIT
    while left > 0 and (part := os.read(descriptor, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
