"""The other patches of a folder of patches: kubeadm lays all of them over the kubelet's configuration, one by one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.documents import load, reading
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import Named
from numaconf.documents.source import Source
from numaconf.targets.kubeadm import patches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.subject import Subject


def beside(subject: Subject) -> tuple[tuple[Source, ...], str]:
    """A file's patches with those of the other files of its folder, in kubeadm's order; and why one is missing."""
    own = subject.sources[0]
    path = os.path.abspath(own.path)
    if not isinstance(own.document, Named) or own.outer is not None or not os.path.isfile(path):
        return subject.sources, ""
    folder, base = os.path.split(path)
    if not _counts(base):
        return subject.sources, ""
    found: list[Source] = []
    missing = ""
    for name in sorted(os.listdir(folder), key=os.fsencode):
        if name == base:
            found += subject.sources
        elif _counts(name):
            try:
                found += _patches(os.path.join(folder, name))
            except (OSError, ValueError) as error:
                missing = f"{name} cannot be read: {error}"
    return tuple(found), missing


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
