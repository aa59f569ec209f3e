"""Which files a run looks at: the ones that were named, and what the directories that were named hold.

`.gitignore` files are respected below a named directory (those of its parents too, up to the repository's top), as git
reads them, but for patterns that take long to match (`documents/globs.py`); a file that is named itself is always
looked at. Links to directories are not followed, so a walk ends.
"""

from __future__ import annotations

import os
from operator import attrgetter
from typing import TYPE_CHECKING

from numaconf.documents import reading
from numaconf.documents.globs import is_dear
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pathspec import GitIgnoreSpec

NEVER = frozenset({".git", ".hg", ".svn"})
"""Version control's own folders."""

OTHER_MEDIA = frozenset(
    ".7z .a .avi .bin .bmp .bz2 .class .dll .dylib .exe .gif .ico .jar .jpeg .jpg .mo .mov .mp3 .mp4 .o .otf .pdf .png "
    ".pyc .pyo .rar .rpm .so .svg .tar .tgz .ttf .wasm .wav .webp .whl .woff .woff2 .xz .zip .zst".split()
)
"""Endings of files that hold no configuration; they are counted by a walk, not opened."""


class Found:
    """A file to look at. `named`: on the command line itself. `problem`: why it cannot be looked at, or empty.
    `regular`: it is not a device, pipe or socket.
    """

    __slots__ = ("named", "path", "problem", "regular")

    def __init__(self, path: str, *, named: bool, problem: str = "", regular: bool = True) -> None:
        self.path, self.named, self.problem, self.regular = path, named, problem, regular


_NAME = attrgetter("name")


class Rules(NamedTuple):
    """The patterns of one `.gitignore`. A path is put relative to its folder by cutting `cut` characters and putting
    `before` there (the folders between the `.gitignore` and the top of the walk, which the walk's paths do not show).
    """

    spec: GitIgnoreSpec
    cut: int
    before: str = ""


def files(paths: Sequence[str]) -> Iterator[Found]:
    """Every file to look at, in a stable order, each path once."""
    if len(paths) == 1 and os.path.isdir(paths[0]):  # nothing can come twice, so nothing is kept
        yield from _directory(paths[0])
        return
    seen: set[str] = set()
    for path in paths:
        found = _directory(path) if os.path.isdir(path) else iter((_named(path),))
        for file in found:
            if file.path not in seen:
                seen.add(file.path)
                yield file


def _named(path: str) -> Found:
    return Found(path, named=True, problem=_missing(path), regular=os.path.isfile(path))


def _missing(path: str) -> str:
    if os.path.exists(path):
        return "" if os.path.isfile(path) or not os.path.isdir(path) else "is a directory"
    return "is a link to nothing" if os.path.islink(path) else "does not exist"


def _directory(top: str) -> Iterator[Found]:
    """The files below a directory, by name, without what git ignores."""
    stack: list[tuple[str, list[Rules]]] = [(top, _rules_above(top))]
    while stack:
        folder, rules = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=_NAME)
        except OSError as error:
            yield Found(folder.removeprefix("./") or folder, named=False, problem=error.strerror or str(error))
            continue
        if ".gitignore" in map(_NAME, entries):
            rules = [*rules, *_rules(folder, len(os.path.join(folder, "")))]
        below = []
        for entry in entries:
            path = entry.path
            # The listing has told what it is; only for a link the file system is asked again.
            try:
                inside, regular = entry.is_dir(follow_symlinks=False), entry.is_file()
            except OSError:  # a link that leads to itself is neither file nor folder
                inside = regular = False
            if inside:
                if entry.name not in NEVER and not (rules and _ignored(path, rules, directory=True)):
                    below.append((path, rules))
            elif not (rules and _ignored(path, rules)):
                yield Found(path.removeprefix("./"), named=False, regular=regular)
        stack.extend(reversed(below))


def _rules_above(top: str) -> list[Rules]:
    """The rules of the folders above `top`, up to the top of its repository (none outside of a repository)."""
    rules: list[Rules] = []
    inside, cut = os.path.abspath(top), len(os.path.join(top, ""))
    folder = inside
    while not os.path.exists(os.path.join(folder, ".git")):
        folder = os.path.dirname(folder)
        if folder == os.path.dirname(folder):
            return []
        rules = [*_rules(folder, cut, os.path.relpath(inside, folder).replace(os.sep, "/") + "/"), *rules]
    return rules


def _rules(folder: str, cut: int, before: str = "") -> list[Rules]:
    try:
        lines = reading.read(os.path.join(folder, ".gitignore")).decode("utf-8", "surrogateescape").splitlines()
    except (OSError, ValueError):
        return []
    from pathspec import GitIgnoreSpec

    return [Rules(GitIgnoreSpec.from_lines(line for line in lines if not is_dear(line)), cut, before)]


def _ignored(path: str, rules: list[Rules], *, directory: bool = False) -> bool:
    """Whether the nearest rule that says something says *ignore*."""
    for rule in reversed(rules):
        inner = rule.before + path[rule.cut :].replace(os.sep, "/")
        verdict = rule.spec.check_file(inner + "/" if directory else inner).include
        if verdict is not None:
            return bool(verdict)
    return False
