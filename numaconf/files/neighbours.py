"""A kubelet's file on disk, and the files that the kubelet reads with it: a main file and its drop-in folder.

The main file of a folder `X.d` is `X` beside it; else one of the usual names beside the folder. The folder of a main
file is `X.d`; else, for a usual name, the one folder `*.d` beside it that holds drop-ins.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.reading import absolute
from numaconf.documents.source import Source
from numaconf.files import together
from numaconf.targets.registry import BY_NAME, hook
from numaconf.targets.subject import is_for_kubeadm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.subject import Subject

KINDS = frozenset({"kubelet", "kubelet-dropin", "kubelet-flags"})
"""The files of a kubelet that others may belong to."""

MAIN_FILES = ("config.json", "config.yaml", "kubelet-config.json")
"""Main configuration files, beside a drop-in folder, as images and guides name them."""


def of(subject: Subject, main: Source | None = None) -> tuple[tuple[Source, ...], str]:
    """A subject's documents, and where it is a kubelet's file on disk, those that the kubelet reads with it, in its
    order: the main file first where it is known, texts with its command line last. And why a file that may belong to
    them is not there, or nothing. `main`: the main file, where it was named.
    """
    alone = subject.sources, ""
    if subject.kind not in KINDS and BY_NAME[subject.kind].beside:
        found: tuple[tuple[Source, ...], str] = hook(BY_NAME[subject.kind].beside)(subject)
        return found
    if subject.kind not in KINDS or subject.number or subject.sources[0].outer is not None:  # not a file on this disk
        return alone
    if main is not None and subject.kind != "kubelet":
        folder, unread = _beside_main(main.path)
        dropins = (*(one for one in folder if one.path != subject.sources[0].path), *subject.sources)
        return (main, *(dropins if subject.kind == "kubelet-dropin" else (*folder, *subject.sources))), unread
    if subject.kind == "kubelet-flags":
        return _started(subject.sources[0].path, subject.sources[0]) or alone
    path = subject.sources[0].path
    if subject.kind == "kubelet-dropin" and not path.endswith(".conf"):
        return alone
    # What kubeadm takes apart is never the file that a kubelet is started with.
    group = None if is_for_kubeadm(subject.beside) else together.of(path)
    if group is None:
        return _documents(subject)
    path = absolute(path)
    if group.main and (subject.kind == "kubelet" or group.is_dropin(path)):
        documents, unread = _of_group(group, subject)
        if path == group.main:  # nothing is a fragment that the kubelet is told to read
            documents = (_whole(documents[0]), *documents[1:])
        return (*documents, *group.texts), unread
    return _documents(subject)


def _documents(subject: Subject) -> tuple[tuple[Source, ...], str]:
    """A main file or drop-in, with the others."""
    path = subject.sources[0].path
    if subject.kind == "kubelet":
        # isdir() would make an exception of what is not there, nearly always.
        if not os.access(path + ".d", os.F_OK) and not path.endswith(MAIN_FILES):
            return subject.sources, ""
        if is_for_kubeadm(subject.beside):
            return subject.sources, ""
        dropins, unread = _beside_main(path)
        return (*subject.sources, *dropins), unread
    path = os.path.abspath(path)
    if not os.path.isfile(path):
        return subject.sources, ""
    folder = _root(path)
    dropins, unread = _dropins(folder, path, subject.sources[0])
    at = _main_file(folder)
    source = _document(at) if at else None
    layers = (*dropins, *subject.sources[1:])
    return (source, *layers) if isinstance(source, Source) else layers, unread


def _whole(source: Source) -> Source:
    return Source(source.path, source.document, source.index, whole=True)


def _of_group(group: together.Group, subject: Subject) -> tuple[tuple[Source, ...], str]:
    """The main file of a known command line and its drop-ins, one of which is the subject."""
    if not group.folder:
        return _documents(subject)
    own = subject.sources[0]
    dropins, unread = _dropins(group.folder, os.path.abspath(own.path), own)
    if subject.kind == "kubelet":
        return (*subject.sources, *dropins), unread
    main = _document(group.main or "")
    return (main, *dropins) if isinstance(main, Source) else tuple(dropins), unread


def _beside_main(path: str) -> tuple[list[Source], str]:
    """The drop-ins of a main file."""
    folders = list(_folders(os.path.abspath(path)))
    if len(folders) > 1:
        names = " and ".join(os.path.basename(folder) for folder in folders)
        return [], f"which of {names} is the kubelet's drop-in folder is not known"
    return _dropins(folders[0]) if folders else ([], "")


def _started(path: str, own: Source) -> tuple[tuple[Source, ...], str] | None:
    """What a unit or environment file starts a kubelet with, and the main file that it names."""
    group = together.of(path, own)
    if group is None:
        return None
    if group.main is None:
        return (group.texts, "") if not group.main_missing else None
    source = _document(group.main)
    if not isinstance(source, Source):
        return None
    dropins, unread = _dropins(group.folder) if group.folder else _beside_main(group.main)
    return (source, *dropins, *group.texts), unread


def _main_file(folder: str) -> str | None:
    named = [folder.removesuffix(".d")] if folder.endswith(".d") else []
    usual = (os.path.join(os.path.dirname(folder), one) for one in MAIN_FILES)
    return next((path for path in (*named, *usual) if os.path.isfile(path)), None)


def _folders(path: str) -> Iterator[str]:
    """The drop-in folders with drop-ins that a main file on disk may have."""
    own = path + ".d"
    if os.path.isdir(own):
        if os.path.isfile(path) and _holds_dropins(own):
            yield own
        return
    parent, name = os.path.split(path)
    if name in MAIN_FILES and os.path.isfile(path):
        folders = (os.path.join(parent, one) for one in _names(parent) if one.endswith(".d"))
        yield from (one for one in folders if _main_file(one) == path and _holds_dropins(one))


def _root(path: str) -> str:
    """The drop-in folder that a drop-in is in: the kubelet looks into the folders of its folder, too."""
    folder = os.path.dirname(path)
    above = os.path.dirname(folder)
    return above if above.endswith(".d") and not folder.endswith(".d") else folder


def _holds_dropins(folder: str) -> bool:
    """Whether a folder holds a drop-in of the kubelet, or one that cannot be read and may be one."""
    dropins, unread = _dropins(folder)
    return bool(dropins or unread)


def _dropins(folder: str, path: str = "", own: Source | None = None) -> tuple[list[Source], str]:
    """The drop-ins below a folder in the kubelet's order, what is at `path` being `own`; and why one is missing."""
    found: list[Source] = []
    unread = ""
    try:
        paths = list(_conf_files(folder))
    except OSError as error:
        return [own] if own else [], f"{folder} cannot be read: {error.strerror}"
    for one in paths:
        source = own if one == path and own else _document(one)
        if isinstance(source, str):
            unread = source
        elif source is not None and (source is own or _is_dropin(source)):
            found.append(source)
    return found, unread


def _conf_files(folder: str) -> Iterator[str]:
    """Paths ending in `.conf`, folders entered, in the order of Go's `filepath.WalkDir`. Raises OSError."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: os.fsencode(entry.name)):
            if entry.is_dir(follow_symlinks=False):
                yield from _conf_files(entry.path)
            elif entry.name.endswith(".conf") and entry.is_file():  # to read a pipe would wait for somebody
                yield entry.path


def _is_dropin(source: Source) -> bool:
    """Whether the kubelet takes a file for a drop-in; where it does not, it ends, and that file's own lint says so."""
    from numaconf.files import objects

    document = source.document
    return objects.owner("", document.value) == "kubelet" and not getattr(document, "strict", ())


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _document(path: str) -> Source | str | None:
    """A file that is read as context only: None for one that is not YAML (its own lint says so), or why it cannot be
    read.
    """
    from numaconf.documents import load, reading

    try:
        return Source(path, load.read(reading.read(path)))
    except Unreadable:
        return None
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    except ValueError as error:
        return f"{path} cannot be read: {error}"
