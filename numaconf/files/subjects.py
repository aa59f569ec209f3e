"""A recognised subject, judged: what its document says about its node, and what all rules say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context
from numaconf.errors import Problem
from numaconf.files import neighbours
from numaconf.findings import NotChecked
from numaconf.rules import judge as judges
from numaconf.rules.registry import BY_CODE
from numaconf.rules.verdict import Judgement
from numaconf.targets.registry import target

if TYPE_CHECKING:
    from numaconf.files.subject import Subject
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.rules.judge import Selection
    from numaconf.targets.target import Reading


def demand_readable(path: str, subject: Subject) -> None:
    """Raises Problem for a subject that its consumer cannot read, with what can be done about it."""
    refusal = subject.refusal
    if refusal is not None:
        raise Problem(refusal.message, place=f"{path}:{refusal.line}:{refusal.column}", remedy=refusal.hint)


def said(subject: Subject) -> Context:
    """What the documents themselves say about their node: a NodePool its instance types, a command its version."""
    if subject.kind not in {"karpenter", "minikube"} or not subject.sources:
        return NOTHING
    speaks: Any = getattr(target(subject.kind), "said", None)
    found: Context = speaks(subject.sources) if speaks else NOTHING
    return found


def judge(subject: Subject, context: Context, selection: Selection) -> Judgement:
    """What is wrong with a subject, and what could not be judged."""
    module = target(subject.kind)
    sources, unread = neighbours.of(subject)

    def read(version: Version, machine: Machine | None) -> Reading:
        return module.read(sources, version, machine, context)

    changes = None if context.kubernetes else getattr(module, "changes", None)
    possible = getattr(module, "possible", None)
    platforms = [
        (platform, lambda version, machine, known=known: module.read(sources, version, machine, known))
        for platform, known in (possible(sources, context) if possible else ())
    ]
    every = changes(sources) if changes else judges.EVERY
    judgement = judges.judge(read, context, selection, every, platforms)
    return _open(judgement, unread, selection) if unread else judgement


def _open(judgement: Judgement, unread: str, selection: Selection) -> Judgement:
    """What is left of a judgement when one of the kubelet's files is not there, which may overrule any of the others:
    what its decoder says.
    """
    readers = tuple(one for one in judgement.findings if BY_CODE[one.code].reader)
    codes = {one.code for one in judgement.findings if one not in readers} | ({_SUM} & selection.codes)
    gaps = (*judgement.not_checked, *(NotChecked(code, unread) for code in sorted(codes)))
    return Judgement(readers, tuple(dict.fromkeys(gaps)))


_SUM = "NC101"
