"""A recognised subject, judged: what its document says about its node, and what all rules say about it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from numaconf.context import Context
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.rules import judge as judges
from numaconf.targets.registry import target

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.rules.judge import Judgement, Selection
    from numaconf.targets.base import Reading
    from numaconf.targets.recognise import Subject

MAIN_FILES = ("config.json", "config.yaml", "kubelet-config.json")
"""Main configuration files, beside a drop-in folder, as images and guides name them."""


def said(subject: Subject) -> Context:
    """What the documents themselves say about their node: a NodePool its instance types, a command its version."""
    if subject.kind not in {"karpenter", "minikube"} or not subject.sources:
        return Context()
    speaks: Any = getattr(target(subject.kind), "said", None)
    found: Context = speaks(subject.sources) if speaks else Context()
    return found


def judge(subject: Subject, context: Context, selection: Selection) -> Judgement:
    """What is wrong with a subject, and what could not be judged."""
    module = target(subject.kind)
    sources = together(subject)

    def read(version: Version, machine: Machine | None) -> Reading:
        return module.read(sources, version, machine, context)

    changes = getattr(module, "changes", None)
    return judges.judge(read, context, selection, changes(sources) if changes else judges.EVERY)


def together(subject: Subject) -> tuple[Source, ...]:
    """The documents of a subject; of a drop-in, also those that the kubelet reads with it, in its order."""
    if subject.kind != "kubelet-dropin" or not os.path.isfile(subject.sources[0].path):
        return subject.sources
    (own,) = subject.sources
    folder, name = os.path.split(os.path.abspath(own.path))
    siblings = sorted(one for one in _names(folder) if one.endswith(".conf"))
    dropins = [own if one == name else _document(os.path.join(folder, one)) for one in siblings]
    main = _main_file(folder)
    return tuple(source for source in (_document(main) if main else None, *dropins) if source is not None)


def _main_file(folder: str) -> str | None:
    """`X` beside a folder `X.d`, else one of the usual names beside the folder."""
    parent = os.path.dirname(folder)
    named = [folder.removesuffix(".d")] if folder.endswith(".d") else []
    found = (path for path in (*named, *(os.path.join(parent, one) for one in MAIN_FILES)) if os.path.isfile(path))
    return next(found, None)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _document(path: str) -> Source | None:
    """A file that is read as context only; None for one that cannot be read: its own lint says why."""
    from numaconf.documents import load

    try:
        with open(path, "rb") as file:
            return Source(path, load.read(file.read()))
    except (OSError, Unreadable):
        return None
