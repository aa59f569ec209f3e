"""One platform's file as another's: read as its platform reads it, rendered for the other, and proved.

What is carried is what the document itself asks for. With the Static memory policy all reservations are carried as
they are in force, the platform's own among them: the sum of `reservedMemory` holds only with them. With the static CPU
policy the amounts of CPU are, to a target that reserves none by itself.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import path as shown
from numaconf.errors import CannotDo, Problem, together
from numaconf.files import nodes, recognise
from numaconf.kubelet import eviction
from numaconf.kubelet.version import ALL
from numaconf.named import NamedTuple
from numaconf.profile import prove, shortfall
from numaconf.rules import judge
from numaconf.targets import boot
from numaconf.targets.kubelet.files import FRAGMENT, MAIN_UNKNOWN
from numaconf.targets.registry import BY_NAME, reader, renderer
from numaconf.targets.target import Cluster, Intent
from numaconf.verbs import carried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.context import Context
    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.machine.model import Machine
    from numaconf.targets.subject import Subject
    from numaconf.targets.target import Artifact, Inexpressible, Reading, Rendering

NO_CLUSTER = Cluster()
RESERVATIONS = ("kubeReserved", "systemReserved")
OF_THE_PLATFORM = frozenset({"apiVersion", "kind", "kubeReservedCgroup", "systemReservedCgroup", "registerWithTaints"})
"""Fields that a target writes by itself where it needs them, or that travel in another form."""

IN_PARTS = frozenset({MAIN_UNKNOWN, FRAGMENT})
"""Why a value is unknown where the document is a part of a configuration: then it just does not ask for it."""


class Converted(NamedTuple):
    """The rendered files, the primary one first, and what the document says and the other platform does not get."""

    artifacts: tuple[Artifact, ...]
    warnings: tuple[str, ...] = ()


def convert(
    path: str,
    data: bytes,
    to: str,
    context: Context,
    fallback: Context,
    kind: str | None = None,
    cluster: Cluster = NO_CLUSTER,
) -> Converted:
    """The file for another target. What `cluster` says is stronger than the document.

    Raises Problem for what cannot be read or carried over; CannotDo for a version or machine that is needed and
    unknown.
    """
    subject = _subject(path, data, kind)
    known = nodes.known(subject, context, fallback)
    nodes.demand_known(known, path)
    _demand(path, subject, to, known)
    readings = [one.reading for one in nodes.of(path, subject, known)]
    if BY_NAME[to].carries:
        raise carried.refusal(path, to, dict(asked(path, _node(path, readings[0]))), readings[0])
    intents = [_intent(path, to, reading, known, cluster) for reading in readings]
    if any(one != intents[0] for one in intents):
        names = ", ".join(machine.name for machine in known.machines)
        raise Problem(f"what is in force differs between {names}", place=path, remedy="give --machine")
    intent = intents[0]._replace(reset_memory_state_on_boot=boot.RESET_UNIT.encode() in data)
    rendering = renderer(to).render(intent)
    if rendering.refused:
        raise Problem(f"{to} cannot carry\n  " + "\n  ".join(map(_refusal, rendering.refused)), place=path)
    for machine in known.machines or (None,):
        _prove(path, intent, rendering, machine, known._replace(machines=(machine,) if machine else ()))
    newer = {one: None for name in (subject.kind, to) for one in known.stand_ins(name)}
    return Converted(rendering.artifacts, (*newer, *_warnings(readings, rendering)))


def _demand(path: str, subject: Subject, to: str, known: Context) -> None:
    """Raises CannotDo, once for all that is missing. What the machine decides, each newest version would say."""
    missing = {} if known.kubernetes else {"the Kubernetes version": "--kubernetes-version"}
    if BY_NAME[to].newest and known.version_of(to) is None:
        missing[f"the version of {to.capitalize()}"] = f"--{to}-version"
    if missing and not known.machines and not BY_NAME[to].carries:
        newest = known._replace(kubernetes=known.kubernetes or ALL[-1])
        try:
            for one in nodes.of(path, subject, newest):
                _intent(path, to, one.reading, newest, NO_CLUSTER)
        except CannotDo as error:
            if error.remedy == "give --machine":
                missing["the machine"] = "--machine"
        except Problem:
            pass  # said when the rest is known
    if missing:
        are = "are" if len(missing) > 1 else "is"
        remedy = f"give {together([*missing.values()])}"
        raise CannotDo(f"{together([*missing])} {are} unknown", place=path, remedy=remedy)


def _subject(path: str, data: bytes, kind: str | None) -> Subject:
    found = nodes.subjects(path, data, kind)
    if len(found) > 1:
        kinds = ", ".join(one.kind for one in found)
        raise Problem(f"holds several configurations ({kinds})", place=path, remedy="convert one at a time")
    (subject,) = found
    if subject.kind == "profile":
        raise Problem("is a profile", place=path, remedy="numaconf render writes it for any target")
    return subject


def _node(path: str, reading: Reading) -> EffectiveConfig:
    """What the document results in. Raises Problem where no kubelet starts with it."""
    node = reading.effective
    fatal = [one.message for one in reading.findings if node is None or one.severity == "will-not-start"]
    if node is None or fatal:
        raise Problem("; ".join(fatal or reading.unread) or "it results in no kubelet configuration", place=path)
    return node


def _intent(path: str, to: str, reading: Reading, known: Context, cluster: Cluster) -> Intent:
    """What the document asks for, as an intent for the other target."""
    node = _node(path, reading)
    config = dict(asked(path, node))
    if config.get("memoryManagerPolicy") == "Static":
        config |= _reservations(path, node)
        filled = BY_NAME[to].fills
        if (BY_NAME[to].reserves or filled == "systemReserved") and "memory" not in config.get(filled, {}):
            # The platform's own amount would come into the sum of reservedMemory.
            config[filled] = {**config.get(filled, {}), "memory": "0"}
    elif (
        config.get("cpuManagerPolicy") == "static" and not BY_NAME[to].reserves and not config.get("reservedSystemCPUs")
    ):
        config |= _reserved_cpus(path, node, config)
    given = reading.taints or node.config.get("registerWithTaints") or ()
    taints = tuple(
        {key: str(value) for key, value in one.items()} for one in given if not _of_karpenter(one.get("key", ""))
    )
    for one in taints:
        if not one.get("key") or not one.get("effect"):
            raise Problem("a taint has no key or no effect: no API server takes such a node", place=path)
    labels = {key: value for key, value in reading.labels.items() if not _of_karpenter(key)}
    name = os.path.basename(path).partition(".")[0].lower().replace("_", "-").strip("-") or "converted"
    return Intent(
        name, to, node.kubernetes, known.machines, config, reading.hugepages, labels, taints,
        _cluster(cluster, reading.cluster), platforms=known.platforms,
        notes=(f"converted from {node.kind}",),
    )  # fmt: skip


def _of_karpenter(key: str) -> bool:
    """Whether a label or taint is Karpenter's own, such as the taint that it takes away when a node has registered."""
    return key.partition("/")[0] in {"karpenter.sh", "karpenter.k8s.aws"}


def _cluster(given: Cluster, said: dict[str, str]) -> Cluster | None:
    keys = ("name", "apiServerEndpoint", "certificateAuthority", "cidr")
    values = [value or said.get(key, "") for key, value in zip(keys, given, strict=True)]
    return Cluster(*values) if any(values) else None


def asked(path: str, node: EffectiveConfig) -> Iterator[tuple[str, Any]]:
    """The fields that the document sets, each with its value in force. Raises CannotDo for one that is unknown."""
    for field, value in node.config.items():
        routes = [route for route, _ in node.leaves() if route[:1] == (field,)]
        if field in OF_THE_PLATFORM or not any(node.origin(*route).kind == "document" for route in routes):
            continue
        reasons = {why for route, why in node.unknown.items() if not route or route[0] == field}
        if reasons - IN_PARTS:
            why = min(reasons - IN_PARTS)
            raise CannotDo(f"{field} is not known in full: {why}", place=path, remedy="give --machine")
        if field == "evictionHard" and reasons:
            # A rendering has the whole map: what this part does not say is as the kubelet has it by itself.
            value = eviction.defaults(node.kubernetes) | value  # noqa: PLW2901  filled in
        yield field, value


def _reservations(path: str, node: EffectiveConfig) -> dict[str, Any]:
    """kubeReserved, systemReserved and evictionHard as they are in force, for the sum of reservedMemory."""
    for route, why in node.unknown.items():
        if route and route[0] not in {*RESERVATIONS, "evictionHard"}:
            continue
        if why not in IN_PARTS:
            raise CannotDo(f"{shown(route)} is unknown: {why}", place=path, remedy="give --machine")
        if len(route) < 2 or route[1] in {"memory", "memory.available"}:
            remedy = "convert the file that has all of them, or put the main file where the kubelet has it"
            raise CannotDo(f"{shown(route)}, a part of the sum of reservedMemory: {why}", place=path, remedy=remedy)
    found = {field: dict(node.config[field]) for field in RESERVATIONS if node.config.get(field)}
    if node.config.get("reservedSystemCPUs"):
        for amounts in found.values():
            amounts.pop("cpu", None)
    in_parts = any(route[:1] == ("evictionHard",) for route in node.unknown)
    return found | {"evictionHard": (eviction.defaults(node.kubernetes) if in_parts else {}) | eviction.texts(node)}


def _reserved_cpus(path: str, node: EffectiveConfig, config: dict[str, Any]) -> dict[str, Any]:
    """The reservations with the amounts of CPU that are in force, without which the static policy does not start."""
    for route, why in node.unknown.items():
        if route in {(field, "cpu") for field in RESERVATIONS} and why not in IN_PARTS:
            raise CannotDo(f"{shown(route)} is unknown: {why}", place=path, remedy="give --machine")
    amounts = {field: node.get(field, "cpu") for field in RESERVATIONS}
    return {field: {**config.get(field, {}), "cpu": amount} for field, amount in amounts.items() if amount is not None}


_CLUSTER_OPTIONS = {
    "cluster.name": "--cluster-name",
    "cluster.apiServerEndpoint": "--cluster-endpoint",
    "cluster.certificateAuthority": "--cluster-ca",
    "cluster.cidr": "--cluster-cidr",
}


def _refusal(one: Inexpressible) -> str:
    """What cannot be carried, why, and what can be done; here a cluster is given by options."""
    remedy = one.remedy
    if one.field in _CLUSTER_OPTIONS:
        remedy = f"give {_CLUSTER_OPTIONS[one.field]}"
    elif "spec.cluster" in remedy:
        remedy = remedy.replace("spec.cluster", "--cluster-name, --cluster-endpoint and --cluster-ca")
    return f"{one.field}: {one.reason}" + (f"; {remedy}" if remedy else "")


def _prove(path: str, intent: Intent, rendering: Rendering, machine: Machine | None, known: Context) -> None:
    """Read the rendered files back: what was asked for must be in force, and start a kubelet. Raises Problem."""
    to, version, wrong, pools = intent.target, intent.kubernetes, [], []
    for artifact in prove.proven(to, rendering.artifacts):
        (subject,) = recognise.as_kind(to, artifact.name, artifact.text.encode())
        reading = reader(to).read(subject.sources, version, machine, known)
        fatal = [one.message for one in judge.fatal(reading, known)]
        if reading.effective is None or fatal:
            raise Problem(f"does not start on {to}: {'; '.join(fatal) or 'it results in nothing'}", place=path)
        wrong += [one.message for one in shortfall.of_reading(intent, reading, artifact.name)]
        pools.append(reading.hugepages)
    wrong += [one.message for one in shortfall.of_hugepages(intent, pools)]
    if wrong:
        raise Problem(f"{to} cannot carry\n  " + "\n  ".join(dict.fromkeys(wrong)), place=path)


def _warnings(readings: list[Reading], rendering: Rendering) -> tuple[str, ...]:
    said = (one.replace("spec.cluster.name", "--cluster-name") for one in rendering.warnings)
    return tuple(dict.fromkeys((*_not_carried(readings), *said)))


def _not_carried(readings: list[Reading]) -> Iterator[str]:
    """What the document says that is not in force even on its own platform."""
    for reading in readings:
        for lost in reading.effective.lost if reading.effective else ():
            yield f"not in force, so not carried: {_place(lost.origin.route)}: {lost.reason}"
        for finding in reading.findings:
            if finding.severity != "suspicious":
                yield f"not in force, so not carried: {finding.message}"


def _place(route: Route) -> str:
    return shown(route) if route else "the document"
