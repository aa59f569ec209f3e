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


def said(subject: Subject) -> Context:
    """What the documents themselves say about their node (a NodePool's instance types, a profile's version)."""
    if subject.kind not in {"karpenter", "minikube"}:
        return Context()
    speaks: Any = getattr(target(subject.kind), "said", None)
    return speaks(subject.sources) if speaks else Context()


def judge(subject: Subject, context: Context, selection: Selection) -> Judgement:
    """What is wrong with a subject, and what could not be judged."""
    module = target(subject.kind)
    sources = [*_around(subject), *subject.sources]

    def read(version: Version, machine: Machine | None) -> Reading:
        return module.read(sources, version, machine, context)

    return judges.judge(read, context, selection)


def _around(subject: Subject) -> list[Source]:
    """The files that the kubelet reads together with a drop-in."""
    return []


def _document(path: str) -> Source | None:
    from numaconf.documents import load

    try:
        with open(path, "rb") as file:
            return Source(path, load.read(file.read()))
    except (OSError, Unreadable):
        return None


def _exists(*parts: str) -> str | None:
    path = os.path.join(*parts)
    return path if os.path.isfile(path) else None
