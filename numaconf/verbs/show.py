"""The KubeletConfiguration that a file puts in force, each value with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context
from numaconf.documents.source import pointer
from numaconf.files import nodes
from numaconf.kubelet import eviction, fields
from numaconf.kubelet.reservation import why_unknown
from numaconf.named import NamedTuple
from numaconf.rules import judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.subject import Subject

NUMA = (
    "cpuManagerPolicy", "cpuManagerReconcilePeriod", "memoryManagerPolicy", "topologyManagerPolicy",
    "topologyManagerScope", "enforceNodeAllocatable",
)  # fmt: skip
"""The fields whose defaults matter to NUMA; `evictionHard` beside them."""


class Shown(NamedTuple):
    """What one document, with its platform, puts in force on one version and machine (None: unknown, and no matter).

    `node` is None where it results in no kubelet configuration; `reasons` then say why. `defaults`: what the kubelet
    adds for the NUMA-relevant fields. `target`: which of a profile's targets this is. `refused`: what keeps the kubelet
    from starting with it, on every version that is possible. `newer`: which versions stand in for newer ones.
    """

    number: int
    kind: str
    kubernetes: Version | None
    machine: Machine | None
    node: EffectiveConfig | None
    defaults: dict[str, Any]
    reasons: tuple[str, ...] = ()
    target: str | None = None
    refused: tuple[Finding, ...] = ()
    newer: tuple[str, ...] = ()


def show(path: str, data: bytes, context: Context, fallback: Context, kind: str | None = None) -> list[Shown]:
    """What the documents of a file put in force, for each machine that is named. What `context` says is stronger than
    the documents, `fallback` is weaker.

    Raises Problem for a file that nothing can be read from; CannotDo where the answer depends on an unknown version.
    """
    found = nodes.subjects(path, data, kind)
    return [one for subject in found for one in _subject(path, subject, context, fallback)]


def _subject(path: str, subject: Subject, context: Context, fallback: Context) -> Iterator[Shown]:
    if subject.kind == "profile":
        yield from _profiles(subject, context, fallback)
        return
    known = nodes.known(subject, context, fallback)
    for one in nodes.of(path, subject, known):
        wrong = tuple(finding.message for finding in one.reading.findings if finding.severity == "will-not-start")
        reasons = wrong or one.reading.unread
        held = [reading.effective for reading in one.readings if reading.effective is not None]
        node = held[-1] if held else None
        refused = _refused(one)
        yield Shown(
            subject.number, subject.kind, one.kubernetes, one.machine, node, _common(held), reasons, None, refused,
            known.stand_ins(subject.kind),
        )  # fmt: skip


def _refused(one: nodes.Node) -> tuple[Finding, ...]:
    """What the kubelet does not start with, whatever version it is."""
    found: dict[tuple[str, str], Finding] = {}
    for at, reading in enumerate(one.readings):
        held = reading.effective
        if held is None:
            return ()
        known = Context(held.kubernetes, (one.machine,) if one.machine else ())
        here = {(one.code, one.message): one for one in judge.fatal(reading, known)}
        found = here if at == 0 else {key: finding for key, finding in found.items() if key in here}
    return tuple(found.values())


def _profiles(subject: Subject, context: Context, fallback: Context) -> Iterator[Shown]:
    """A profile: what each of its targets makes of it."""
    from numaconf.profile.load import of
    from numaconf.verbs.render import render

    for source in subject.sources:
        profile = of(source)
        for name in list(profile.spec("targets") or {}) or ["kubelet"]:
            done = render(profile, name, context, fallback)
            reasons = tuple(one.message for one in done.findings if one.severity != "suspicious")
            for node in done.nodes:
                newer = done.intent.stand_ins() if done.intent else ()
                yield Shown(
                    subject.number, "profile", node.kubernetes, node.machine, node, _defaults(node), (), name, (), newer
                )
            if not done.nodes:
                yield Shown(subject.number, "profile", None, None, None, {}, reasons, name)


def _common(nodes: list[EffectiveConfig]) -> dict[str, Any]:
    """The defaults that hold in every version that is possible."""
    found = [_defaults(node) for node in nodes]
    return (
        {key: value for key, value in found[-1].items() if all(one.get(key) == value for one in found)} if found else {}
    )


def _defaults(node: EffectiveConfig) -> dict[str, Any]:
    found = {
        name: fields.default((name,), node.kubernetes.minor)
        for name in NUMA
        if name not in node.config and why_unknown(node, name) is None
    }
    if why_unknown(node, "evictionHard"):
        return found
    hard = {
        signal: text
        for signal, (text, _) in eviction.thresholds(node).items()
        if signal not in (node.config.get("evictionHard") or {})
    }
    return found | ({"evictionHard": hard} if hard else {})


def data(shown: Shown) -> dict[str, Any]:
    """As `--format json` has it: a pointer into `config` for each origin, into the document for what is lost."""
    node = shown.node
    return {
        "index": shown.number,
        "kind": shown.kind,
        **({"target": shown.target} if shown.target else {}),
        "kubernetesVersion": str(shown.kubernetes) if shown.kubernetes else None,
        "machine": shown.machine.name if shown.machine else None,
        "config": node.config if node else None,
        "defaults": shown.defaults,
        "origins": {pointer(route): node.origin(*route).kind for route, _ in node.leaves()} if node else {},
        "refused": [
            {"code": one.code, "pointer": pointer(one.origin.route), "message": one.message} for one in shown.refused
        ],
        "lost": [{"pointer": pointer(one.origin.route), "reason": one.reason} for one in node.lost] if node else [],
        "unknown": {pointer(route): why for route, why in node.unknown.items()} if node else {},
    }
