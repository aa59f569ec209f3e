"""What kubeadm reads with a file, from disk: the other patches of a folder, which it lays over the kubelet's
configuration one by one; the folder that a file for init or join names, and the file that names a folder.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.documents import load, reading
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import Named
from numaconf.documents.source import Source, value_at
from numaconf.targets.kubeadm import patches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.text import TextDocument
    from numaconf.targets.subject import Subject


def beside(subject: Subject) -> tuple[tuple[Source, ...], str]:
    """A subject's documents with those of the files that kubeadm reads with it, patches last and in kubeadm's order;
    and why one is missing.
    """
    own = subject.sources[0]
    path = os.path.abspath(own.path)
    if own.outer is not None or not os.path.isfile(path):
        return subject.sources, ""
    if not isinstance(own.document, Named):
        folder = _named(path, [source.document.value for source in subject.sources])
        found, missing = _folder(folder) if folder else ([], "")
        return (*subject.sources, *found), missing
    folder, base = os.path.split(path)
    if not _counts(base):
        return subject.sources, ""
    found, missing = _folder(folder, base, subject.sources)
    return (*_owner(folder), *found), missing


def _folder(folder: str, own: str = "", sources: tuple[Source, ...] = ()) -> tuple[list[Source], str]:
    """The patches of a folder, of which one file has been read."""
    found: list[Source] = []
    missing = ""
    for name in sorted(os.listdir(folder), key=os.fsencode):
        if name == own:
            found += sources
        elif _counts(name):
            try:
                found += _patches(os.path.join(folder, name))
            except (OSError, ValueError) as error:
                missing = f"{name} cannot be read: {error}"
    return found, missing


def _named(path: str, values: list[object]) -> str:
    """The folder of patches that a file's documents name, where it is here: as kubeadm finds it in the file's own
    folder, below a folder into which a node's files were copied, or beside the file.
    """
    said = next((one for value in values if isinstance(one := value_at(value, ("patches", "directory")), str)), "")
    if not said:
        return ""
    here = os.path.dirname(path)
    places = [os.path.normpath(os.path.join(here, said))]
    if os.path.isabs(said):
        roots = [here[:at] for at, letter in enumerate(here) if letter == "/" and at]
        places = [*(root + os.path.normpath(said) for root in reversed([*roots, here])), ""]
        places[-1] = os.path.join(here, os.path.basename(os.path.normpath(said)))
    return next((place for place in places if os.path.isdir(place)), "")


def _owner(folder: str) -> tuple[Source, ...]:
    """The documents of the one file beside a folder of patches, for init or join, that names it."""
    from numaconf.targets.kubeadm import recognise

    above = os.path.dirname(folder)
    found: list[Subject] = []
    for path in _files(above, os.stat(above).st_mtime_ns):
        documents = _documents(path)
        if any(_named(path, [one.value]) == folder for one in documents):
            mine = [one for one in documents if recognise.is_kubeadms(one.value)]
            found += recognise.together(path, mine, [one for one in documents if one not in mine])[:1]
    return found[0].sources if len(found) == 1 else ()


@lru_cache(64)
def _files(folder: str, changed: int) -> tuple[str, ...]:
    """The files of a folder that hold documents of kubeadm's with patches; every patch of a folder asks for them."""
    paths = (os.path.join(folder, name) for name in sorted(os.listdir(folder), key=os.fsencode))
    return tuple(one for one in paths if one.endswith((".yaml", ".yml", ".json", ".conf")) and _documents(one))


def _documents(path: str) -> list[TextDocument]:
    """The documents of a file that mentions kubeadm and patches; none of one that cannot be read."""
    try:
        data = reading.read(path) if os.path.isfile(path) else b""
        if b"kubeadm.k8s.io" not in data or b"patches" not in data:
            return []
        return [one for one in load.read_each(data) if not isinstance(one, Unreadable)]
    except (OSError, ValueError, Unreadable):
        return []


def _counts(base: str) -> bool:
    name = patches.name(base)
    return name.target == patches.TARGET and not name.ignored and not name.refused


def _patches(path: str) -> Iterator[Source]:
    """The patches of another file; what is wrong with its text is said where that file is linted."""
    try:
        documents = load.read_each(reading.read(path))
    except Unreadable:
        return
    for document in documents:
        if not isinstance(document, Unreadable):
            yield Source(path, Named(document, os.path.basename(path)), document.index)
