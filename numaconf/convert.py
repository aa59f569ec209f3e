"""One platform's file as another's: read as its platform reads it, rendered for the other, and proved.

What is carried is what the document itself asks for. With the Static memory policy all reservations are carried as
they are in force, the platform's own among them: the sum of `reservedMemory` holds only with them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.errors import CannotDo, Problem
from numaconf.kubelet import eviction
from numaconf.profile.compare import missing
from numaconf.profile.model import path as shown
from numaconf.targets import recognise, subjects
from numaconf.targets.base import Intent
from numaconf.targets.registry import target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.context import Context
    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.base import Artifact, Reading
    from numaconf.targets.recognise import Subject

RESERVATIONS = ("kubeReserved", "systemReserved")
OF_THE_PLATFORM = frozenset({"apiVersion", "kind", "kubeReservedCgroup", "systemReservedCgroup", "registerWithTaints"})
"""Fields that a target writes by itself where it needs them, or that travel in another form."""


class Converted(NamedTuple):
    """The rendered files, the primary one first, and what the document says and the other platform does not get."""

    artifacts: tuple[Artifact, ...]
    warnings: tuple[str, ...] = ()


def convert(path: str, data: bytes, to: str, context: Context, fallback: Context, kind: str | None = None) -> Converted:
    """The file for another target. Raises Problem for what cannot be read or carried over; CannotDo for a version or
    machine that is needed and unknown.
    """
    subject = _subject(path, data, kind)
    known = context.over(subjects.said(subject)).over(fallback)
    if known.kubernetes is None:
        raise CannotDo("the Kubernetes version is unknown", place=path, remedy="give --kubernetes-version")
    machine = known.machines[0] if known.machines else None
    reading = target(subject.kind).read(subject.sources, known.kubernetes, machine, known)
    node = reading.effective
    if node is None:
        says = "; ".join(one.message for one in reading.findings) or "no kubelet configuration comes out of it"
        raise Problem(says, place=path)
    intent = _intent(path, to, node, reading, known)
    rendering = target(to).render(intent)
    if rendering.refused:
        lines = [f"{one.field}: {one.reason}" + (f"; {one.remedy}" if one.remedy else "") for one in rendering.refused]
        raise Problem(f"{to} cannot carry\n  " + "\n  ".join(lines), place=path)
    _prove(path, to, intent, rendering.artifacts[0], known.kubernetes, machine, known)
    lost = [f"{_place(one.origin.route)}: {one.reason}" for one in node.lost]
    lost += [one.message for one in reading.findings if one.severity != "unwanted"]
    warnings = (*(f"not in force, so not carried: {one}" for one in lost), *rendering.warnings)
    return Converted(rendering.artifacts, tuple(dict.fromkeys(warnings)))


def _subject(path: str, data: bytes, kind: str | None) -> Subject:
    found = recognise.recognise(path, data, kind)
    if not found.subjects:
        raise Problem(found.reason, place=path)
    if len(found.subjects) > 1:
        kinds = ", ".join(one.kind for one in found.subjects)
        raise Problem(f"holds several configurations ({kinds})", place=path, remedy="convert one at a time")
    (subject,) = found.subjects
    if subject.refusal is not None:
        raise Problem(subject.refusal.message, place=f"{path}:{subject.refusal.line}:{subject.refusal.column}")
    if subject.kind == "profile":
        raise Problem("is a profile", place=path, remedy="numaconf render writes it for any target")
    return subject


def _intent(path: str, to: str, node: EffectiveConfig, reading: Reading, known: Context) -> Intent:
    """What the document asks for, as an intent for the other target."""
    config = dict(_asked(path, node))
    if config.get("memoryManagerPolicy") == "Static":
        config |= _reservations(path, node)
    version = {"karpenter": known.karpenter, "bottlerocket": known.bottlerocket}.get(to)
    if to in {"karpenter", "bottlerocket"} and version is None:
        raise CannotDo(f"the version of {to.capitalize()} is unknown", place=path, remedy=f"give --{to}-version")
    taints = reading.taints or tuple(
        {key: str(value) for key, value in taint.items()} for taint in node.config.get("registerWithTaints") or ()
    )
    name = os.path.basename(path).partition(".")[0].lower().replace("_", "-") or "converted"
    return Intent(
        name, to, node.kubernetes, known.machines, config, reading.hugepages, dict(reading.labels), taints,
        platform_version=version, notes=(f"converted from {node.kind}",),
    )  # fmt: skip


def _asked(path: str, node: EffectiveConfig) -> Iterator[tuple[str, Any]]:
    """The fields that the document sets, each with its value in force. Raises CannotDo for one that is unknown."""
    for field, value in node.config.items():
        routes = [route for route, _ in node.leaves() if route[:1] == (field,)]
        if field in OF_THE_PLATFORM or not any(node.origin(*route).kind == "document" for route in routes):
            continue
        unknown = next((why for route, why in node.unknown.items() if route[0] == field), None)
        if unknown:
            raise CannotDo(f"{field} is not known in full: {unknown}", place=path, remedy="give --machine")
        yield field, value


def _reservations(path: str, node: EffectiveConfig) -> dict[str, Any]:
    """kubeReserved, systemReserved and evictionHard as they are in force, for the sum of reservedMemory."""
    for route, why in node.unknown.items():
        if route[0] in {*RESERVATIONS, "evictionHard"}:
            raise CannotDo(f"{shown(route)} is unknown: {why}", place=path, remedy="give --machine")
    found = {field: dict(node.config[field]) for field in RESERVATIONS if node.config.get(field)}
    if node.config.get("reservedSystemCPUs"):
        for amounts in found.values():
            amounts.pop("cpu", None)
    return found | {"evictionHard": eviction.texts(node)}


def _prove(
    path: str, to: str, intent: Intent, artifact: Artifact, version: Version, machine: Machine | None, known: Context
) -> None:
    """Read the rendered file back: what was asked for must be in force. Raises Problem naming what is not."""
    found = recognise.recognise(artifact.name, artifact.text.encode(), to)
    reading = target(to).read(found.subjects[0].sources, version, machine, known)
    if reading.effective is None:
        says = "; ".join(one.message for one in reading.findings)
        raise Problem(f"{to} would not take what was rendered: {says}", place=path)
    wrong = [
        f"{shown(route)} is {other!r} there, not {value!r}"
        for route, value, other in missing(intent.config, reading.effective.config, version)
    ]
    if wrong:
        raise Problem(f"{to} cannot carry\n  " + "\n  ".join(wrong), place=path)


def _place(route: Route) -> str:
    return shown(route) if route else "the document"
