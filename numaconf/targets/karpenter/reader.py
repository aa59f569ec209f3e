"""From an EC2NodeClass and its NodePools to the KubeletConfiguration in force.

API server, controller, Karpenter's merge of the user data, then the platform that the AMI family stands for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.kubelet.version import Version
from numaconf.rules.registry import BY_CODE
from numaconf.rules.verdict import Platform
from numaconf.targets.karpenter import machines
from numaconf.targets.karpenter.case import Case
from numaconf.targets.karpenter.nodeclass import OPEN
from numaconf.targets.karpenter.objects import BETA_GONE, FIRST, look
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.machine.model import Machine
    from numaconf.targets.karpenter.objects import Objects

STEPS = (FIRST, BETA_GONE, *(Version(1, minor, 0) for minor in (3, 8, 9, 10, 11, 13, 14)), OPEN)
"""The versions in which something changed: an object's fields, or what of the user data passes."""

FILTERS = (FIRST, Version(1, 9, 0), Version(1, 10, 0), Version(1, 13, 0), OPEN)
"""The versions in which more of Bottlerocket's settings began to pass."""

COMPUTED = "spec.kubelet holds a CEL expression, whose value Karpenter computes: write the amount to get it checked"

ONE = "karpenter, one of several"
"""The name under which a context has a version that was not given, but is one of those that are possible: what an old
one does not read is then told by NC604, of which the others are sure.
"""

OLD = (
    "of Karpenter's APIs before v1 the names of fields are looked at, and their values are not: lint the object as v1 "
    "(EC2NodeClass, NodePool), with --karpenter-version 1.0.0"
)

READERS = {"AL2023": "on_al2023", "AL2": "on_al2", "Bottlerocket": "on_bottlerocket"}
"""The families on which Karpenter configures a kubelet; on Windows nothing is about NUMA."""

PER_MACHINE = ("reservedMemory", "reservedSystemCPUs")
"""Fields that name NUMA nodes or CPUs of one machine."""


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What Karpenter makes of an EC2NodeClass and the NodePools that name it (or of NodePools alone). Where its version
    is unknown: what the newest makes of it, less the fields that come out differently.
    """
    key = tuple(sources)
    karpenter = context.version_of("karpenter")
    if karpenter is not None:
        return _read(look(key, karpenter), karpenter, version, machine, context)
    versions = _versions(key) or (OPEN,)
    readings = [_read(look(key, one), one, version, machine, context) for one in versions]
    nodes = [reading.effective for reading in readings if reading.effective is not None]
    return readings[-1]._replace(effective=_common(nodes, versions) if nodes else None)


def possible(sources: Sequence[Source], context: Context) -> list[tuple[Platform, Context]]:
    """Where Karpenter's version is unknown and makes a difference: those that behave in a way of their own, each for
    all up to the next.
    """
    versions = () if context.version_of("karpenter") else _versions(tuple(sources))
    lasts = [Version(one.major, one.minor - 1) for one in versions[1:]] + list(versions[-1:])
    return [
        (
            Platform("Karpenter", first, max(first, last)),
            context.with_version("karpenter", first).with_version(ONE, first),
        )
        for first, last in zip(versions, lasts, strict=True)
    ]


def _versions(key: tuple[Source, ...]) -> tuple[Version, ...]:
    """The versions from which on the objects are treated in another way, oldest first; none where all agree."""
    found: list[Version] = []
    before: Objects | None = None
    for version in STEPS:
        objects = look(key, version)
        filters = objects.family == "Bottlerocket" and version in FILTERS
        if before is None or filters or (before.spec, before.findings) != (objects.spec, objects.findings):
            found.append(version)
        before = objects
    return tuple(found) if len(found) > 1 else ()


def _read(objects: Objects, karpenter: Version, version: Version, machine: Machine | None, context: Context) -> Reading:
    case = case_of(objects, karpenter, version, machine, context)
    labels, taints = (case.labels, case.taints) if case else ({}, ())
    if case is None or objects.refused:
        computed = any(one.code == "NC606" and one.severity == "suspicious" for one in objects.findings)
        unread = (COMPUTED,) if computed else (OLD,) if objects.old and not context.version_of(ONE) else ()
        return Reading(None, objects.findings, labels, taints, unread=unread)
    findings = [*objects.findings, *_custom(case)]
    if case.family not in READERS:
        return Reading(None, tuple(findings), labels, taints)
    reading: Reading = import_module(f"numaconf.targets.karpenter.{READERS[case.family]}").read(case)
    findings += _open_pools(case, reading.effective)
    return reading._replace(findings=(*findings, *reading.findings), taints=reading.taints or taints)


def case_of(
    objects: Objects, karpenter: Version, version: Version, machine: Machine | None, context: Context
) -> Case | None:
    """The node of the class; with several pools its labels and taints are the first one's."""
    if objects.node_class is None or not objects.spec or objects.family is None:
        return None
    template = (objects.pools[0][1].get("spec") or {}).get("template") or {} if objects.pools else {}
    spec = template.get("spec") or {}
    return Case(
        objects.node_class, objects.spec, objects.family, karpenter, version, machine, context,
        dict((template.get("metadata") or {}).get("labels") or {}),
        tuple(spec.get("taints") or ()), tuple(spec.get("startupTaints") or ()), objects.pools,
        objects.findings,
    )  # fmt: skip


def _custom(case: Case) -> Iterator[Finding]:
    if case.family == "Custom" and "karpenter.sh/unregistered" not in str(case.spec.get("userData", "")):
        yield BY_CODE["NC609"].finding(
            "on the family Custom the node must register itself with the taint karpenter.sh/unregistered:NoExecute, "
            "which the user data does not name; name it with --register-with-taints",
            case.origin("userData" if "userData" in case.spec else "amiFamily"),
        )


def _open_pools(case: Case, node: EffectiveConfig | None) -> Iterator[Finding]:
    fields = [field for field in PER_MACHINE if node is not None and node.config.get(field)]
    for source, pool in case.pools if fields else ():
        if machines.choice(pool).open:
            yield BY_CODE["NC618"].finding(
                f"this pool launches any instance type, and {fields[0]} is for one machine: require {machines.TYPE}",
                Origin("document", source, ("spec", "template", "spec", "requirements")),
            )


def _common(nodes: Sequence[EffectiveConfig], versions: Sequence[Version]) -> EffectiveConfig:
    """The configuration without the fields that depend on Karpenter's version, which become unknown."""
    last = nodes[-1]
    names = {name for node in nodes for name in node.config}
    differing = {name for name in names if any(node.config.get(name) != last.config.get(name) for node in nodes)}
    if not differing:
        return last
    lowest, highest = (f"{version.major}.{version.minor}" for version in (versions[0], versions[-1]))
    why = f"differs between Karpenter {lowest} and {highest}: pass --karpenter-version"
    unknown: dict[Route, str] = {**last.unknown, **{(name,): why for name in differing}}
    config = {name: value for name, value in last.config.items() if name not in differing}
    return last.with_(config=config, unknown=unknown)
