"""The files that k3s reads with one of its configuration files: the others of `config.yaml` and `config.yaml.d`, what
`config=` names, and the other drop-ins of its kubelet.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from numaconf.documents import load, reading
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.targets.k3s import items

if TYPE_CHECKING:
    from numaconf.targets.subject import Subject


def beside(subject: Subject) -> tuple[tuple[Source, ...], str]:
    """A subject's documents with those of the files that are read with it, in their order; and why one is missing."""
    own = subject.sources[0]
    alone = subject.sources, ""
    path = os.path.abspath(own.path)
    if own.outer is not None or subject.number or not os.path.isfile(path):
        return alone
    folder = os.path.dirname(path)
    if os.path.basename(folder) == "kubelet.conf.d":
        return _with(own, _listed(folder, (".conf",)), path)
    value = own.document.value
    if not isinstance(value, dict) or "apiVersion" in value:
        return alone
    if folder.endswith(".yaml.d"):
        main = folder.removesuffix(".d")
    elif os.path.isdir(f"{path}.d") or os.path.basename(path) == "config.yaml":
        main = path
    else:
        return alone
    sources, missing = _with(own, [main, *_listed(f"{main}.d", (".yaml", ".yml"))], path)
    named = _named(sources, main)
    return (*sources, *named), missing


def _listed(folder: str, endings: tuple[str, ...]) -> list[str]:
    try:
        names = sorted(os.listdir(folder), key=os.fsencode)
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.lower().endswith(endings)]


def _with(own: Source, paths: list[str], path: str) -> tuple[tuple[Source, ...], str]:
    found: list[Source] = []
    missing = ""
    for one in paths:
        if one == path:
            found.append(own)
        elif os.path.isfile(one):
            try:
                found.append(Source(one, load.read(reading.read(one))))
            except Unreadable:
                continue  # its own lint says so
            except (OSError, ValueError) as error:
                missing = f"{one} cannot be read: {error}"
    return tuple(found) or (own,), missing


def _named(sources: tuple[Source, ...], main: str) -> list[Source]:
    """The file that an item `config=` names, where the tree around the configuration has it."""
    found = items.Merged()
    for source in sources:
        if isinstance(source.document.value, dict):
            found = items.merge(found, source.document.value, source)
    texts = [re.fullmatch(r"(?:--)?config=(/.+)", one.text or "") for one in found.items]
    match = next((one for one in reversed(texts) if one), None)
    root, etc, _ = main.rpartition("/etc/rancher/")
    if match is None:
        return []
    path = (root if etc else "") + match[1]
    try:
        return [Source(path, load.read(reading.read(path)))]
    except (OSError, ValueError, Unreadable):
        return []
