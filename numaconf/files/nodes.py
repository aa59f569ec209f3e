"""From a file's subjects to definite nodes: the way of lint, show, convert and every verb that asks about a node.

A node is what a platform makes of a subject on one Kubernetes version and one machine. Where a version or machine is
unknown there are several, and whoever asks says what their difference means.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.context import NOTHING, Context
from numaconf.documents.errors import Unreadable
from numaconf.errors import CannotDo, Problem
from numaconf.files import neighbours
from numaconf.files.recognise import recognise
from numaconf.findings import NotChecked
from numaconf.named import NamedTuple
from numaconf.rules import judge as judges
from numaconf.rules.registry import BY_CODE
from numaconf.rules.verdict import Judgement
from numaconf.targets import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.rules.judge import Selection
    from numaconf.targets.subject import Subject
    from numaconf.targets.target import Reading


class Node(NamedTuple):
    """What a subject comes to on one machine (None: unknown, or it does not matter).

    `kubernetes`: the version, None where it is unknown and what is in force is the same on all of them. `readings`:
    what the platform makes of it on each version that is possible, oldest first.
    """

    subject: Subject
    kubernetes: Version | None
    machine: Machine | None
    readings: tuple[Reading, ...]

    @property
    def reading(self) -> Reading:
        """On the newest version that is possible."""
        return self.readings[-1]


def subjects(path: str, data: bytes, kind: str | None = None) -> tuple[Subject, ...]:
    """The subjects of a file that has to hold some. Raises Problem for a file without, and for unreadable ones."""
    found = recognise(path, data, kind)
    if not found.subjects:
        raise Problem(found.reason, place=path)
    for subject in found.subjects:
        refusal = subject.refusal
        if refusal is not None:
            from numaconf.documents import hints

            raise hints.problem(refusal, path, data)
    return found.subjects


def known(subject: Subject, context: Context, fallback: Context) -> Context:
    """What is known of a subject's node: `context` is stronger than what its documents say, `fallback` weaker."""
    return context.over(said(subject)).over(fallback)


def said(subject: Subject) -> Context:
    """What the documents themselves say about their node: a NodePool its instance types, a command its version."""
    where = registry.BY_NAME[subject.kind].context
    if not where or not subject.sources:
        return NOTHING
    found: Context = registry.hook(where)(subject.sources)
    return found


def of(path: str, subject: Subject, context: Context) -> Iterator[Node]:
    """The node of a subject on each machine of a context. Raises CannotDo where what is in force depends on the
    Kubernetes version, and that is unknown or older than those that are known; Problem for what cannot be read.
    """
    demand_known(context, path)
    reader = registry.reader(subject.kind)
    sources, _ = neighbours.of(subject)
    for machine in context.machines or (None,):
        try:
            readings = tuple(reader.read(sources, version, machine, context) for version in context.versions())
        except Unreadable as error:  # something further in is larger than numaconf reads
            raise Problem(error.message, place=path) from None
        configs = [one.effective and one.effective.config for one in readings]
        if any(config != configs[-1] for config in configs):
            raise CannotDo(
                "what is in force depends on the Kubernetes version, which is unknown",
                place=path,
                remedy="give --kubernetes-version",
            )
        yield Node(subject, context.kubernetes, machine, readings)


def demand_known(context: Context, path: str) -> None:
    """Raises CannotDo where a document names a Kubernetes version before the first that is known."""
    if context.older:
        raise CannotDo(context.older, place=path, remedy="--kubernetes-version takes it for another version's")


def judge(subject: Subject, context: Context, selection: Selection, main: Source | None = None) -> Judgement:
    """What is wrong with a subject, and what could not be judged. `main`: the kubelet's main file, if it was named."""
    platform, reader = registry.BY_NAME[subject.kind], registry.reader(subject.kind)
    sources, unread = neighbours.of(subject, main)

    def read(version: Version, machine: Machine | None) -> Reading:
        return reader.read(sources, version, machine, context)

    changes = None if context.kubernetes or not platform.changes else registry.hook(platform.changes)
    possible = registry.hook(platform.possible) if platform.possible else None
    platforms = [
        (one, lambda version, machine, known=known: reader.read(sources, version, machine, known))
        for one, known in (possible(sources, context) if possible else ())
    ]
    every = changes(sources) if changes else judges.EVERY
    judgement = _naming(judges.judge(read, context, selection, every, platforms, subject.kind), subject, sources)
    return _open(judgement, unread, selection) if unread else judgement


def _naming(judgement: Judgement, subject: Subject, sources: tuple[Source, ...]) -> Judgement:
    """A judgement whose rules have looked at several files: what they say names the others."""
    if len(sources) < 2 or not judgement.findings:
        return judgement
    paths = {os.path.abspath(source.path): source.path for source in sources if source.path}
    if len(paths) < 2:
        return judgement
    named = tuple(_together(finding, subject, paths) for finding in judgement.findings)
    return Judgement(named, judgement.not_checked, judgement.unread)


def _together(finding: Finding, subject: Subject, paths: dict[str, str]) -> Finding:
    """A finding of a rule, with the names of the other files that it is about; a reader's is about its own file."""
    if BY_CODE[finding.code].reader:
        return finding
    own = os.path.abspath((finding.origin.source or subject.sources[0]).path)
    names = ", ".join(os.path.relpath(path, os.path.dirname(own)) for key, path in paths.items() if key != own)
    return finding._replace(message=f"{finding.message} (together with {names})") if names else finding


def _open(judgement: Judgement, unread: str, selection: Selection) -> Judgement:
    """What is left of a judgement when one of the kubelet's files is not there, which may overrule any of the others:
    what its decoder says.
    """
    readers = tuple(one for one in judgement.findings if BY_CODE[one.code].reader)
    codes = {one.code for one in judgement.findings if one not in readers} | ({_SUM} & selection.codes)
    gaps = (*judgement.not_checked, *(NotChecked(code, unread) for code in sorted(codes)))
    return Judgement(readers, tuple(dict.fromkeys(gaps)), judgement.unread)


_SUM = "NC101"
"""The rule about a sum, of which a missing file may hold a term."""
