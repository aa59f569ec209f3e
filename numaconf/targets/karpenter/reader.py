"""From an EC2NodeClass and its NodePools to the KubeletConfiguration in force.

API server, controller, Karpenter's merge of the user data, then the platform that the AMI family stands for. Where the
Karpenter version is unknown, every one that behaves in a way of its own is asked: what all say is said, what some
say is not checked, and what comes out differently is unknown.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from numaconf.findings import NotChecked
from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.kubelet.version import Version
from numaconf.rules.registry import BY_CODE
from numaconf.targets.karpenter import machines
from numaconf.targets.karpenter.case import Case
from numaconf.targets.karpenter.objects import BETA_GONE, FIRST, is_beta, look
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.machine.model import Machine
    from numaconf.targets.karpenter.objects import Objects

CLOSED, OPEN = Version(1, 14, 3), Version(1, 15, 0)
FILTERS = (Version(1, 0, 0), Version(1, 9, 0), Version(1, 10, 0), Version(1, 13, 0))
"""On Bottlerocket what passes depends on more versions."""

READERS = {"AL2023": "on_al2023", "AL2": "on_al2", "Bottlerocket": "on_bottlerocket"}
"""The families on which Karpenter configures a kubelet; on Windows nothing is about NUMA."""

PER_MACHINE = ("reservedMemory", "reservedSystemCPUs")
"""Fields that name NUMA nodes or CPUs of one machine."""


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What Karpenter makes of an EC2NodeClass and the NodePools that name it (or of NodePools alone)."""
    key = tuple(sources)
    if context.karpenter is not None:
        return _read(look(key, context.karpenter), context.karpenter, version, machine, context)
    before, after = look(key, CLOSED), look(key, OPEN)
    same = before.spec == after.spec and not before.findings and not after.findings
    if same and after.family != "Bottlerocket":
        return _read(after, OPEN, version, machine, context)
    older = FILTERS if after.family == "Bottlerocket" else (FIRST, BETA_GONE) if any(map(is_beta, key)) else ()
    versions = (*older, CLOSED, OPEN)
    return _together([_read(look(key, one), one, version, machine, context) for one in versions], versions)


def _read(objects: Objects, karpenter: Version, version: Version, machine: Machine | None, context: Context) -> Reading:
    case = _case(objects, karpenter, version, machine, context)
    labels, taints = (case.labels, case.taints) if case else ({}, ())
    if case is None or objects.refused:
        return Reading(None, objects.findings, labels, taints)
    findings = [*objects.findings, *_custom(case)]
    if case.family not in READERS:
        return Reading(None, tuple(findings), labels, taints)
    reading: Reading = import_module(f"numaconf.targets.karpenter.{READERS[case.family]}").read(case)
    findings += _open_pools(case, reading.effective)
    return reading._replace(findings=(*findings, *reading.findings), taints=reading.taints or taints)


def _case(
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
            "which the user data does not name",
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


def _together(readings: Sequence[Reading], versions: Sequence[Version]) -> Reading:
    """What holds for every version."""
    said: dict[tuple[Any, ...], dict[int, Finding]] = {}
    fatal: dict[tuple[Any, ...], set[int]] = {}
    for number, reading in enumerate(readings):
        seen: dict[tuple[Any, ...], int] = {}
        for finding in reading.findings:
            place = (id(finding.origin.source), finding.origin.kind, finding.origin.route)
            about = (finding.code, *place)
            nth = seen[about] = seen.get(about, -1) + 1
            said.setdefault((finding.code, finding.severity, nth, *place), {})[number] = finding
            if finding.severity == "will-not-start":
                fatal.setdefault(_field(place), set()).add(number)
    findings, gaps = [], [gap for reading in readings for gap in reading.not_checked]
    last = len(readings) - 1
    for (code, severity, _, *place_of), by_version in said.items():
        if len(by_version) == len(readings):
            findings.append(by_version[last])
        elif severity == "will-not-start" and len(fatal[_field(tuple(place_of))]) == len(readings):
            # All of them end here, each for a reason of its own: the newest one's is told.
            findings += [by_version[last]] if last in by_version else []
        else:
            gaps.append(NotChecked(code, _divided(set(by_version), versions)))
    told = {finding.code for finding in findings}
    gaps = [gap for gap in dict.fromkeys(gaps) if gap.code not in told]
    nodes = [reading.effective for reading in readings if reading.effective is not None]
    node = _common(nodes, versions) if nodes else None
    return readings[-1]._replace(effective=node, findings=tuple(findings), not_checked=tuple(gaps))


def _field(place: tuple[Any, ...]) -> tuple[Any, ...]:
    """The field of `spec.kubelet` at a place: API server and controller object to a map as a whole, or to its key."""
    source, kind, route = place
    return source, kind, route[:3]


def _divided(present: set[int], versions: Sequence[Version]) -> str:
    """Between which versions the answer changes first."""
    at = next(number for number in range(1, len(versions)) if (number in present) != (number - 1 in present))
    one, other = (f"{version.major}.{version.minor}" for version in versions[at - 1 : at + 1])
    return f"differs between Karpenter {one} and {other}: pass --karpenter-version"


def _common(nodes: Sequence[EffectiveConfig], versions: Sequence[Version]) -> EffectiveConfig:
    """The configuration without the fields that hang on Karpenter's version, which become unknown."""
    last = nodes[-1]
    names = {name for node in nodes for name in node.config}
    differing = {name for name in names if any(node.config.get(name) != last.config.get(name) for node in nodes)}
    if not differing:
        return last
    lowest, highest = (f"{version.major}.{version.minor}" for version in (versions[0], versions[-1]))
    why = f"differs between Karpenter {lowest} and {highest}: pass --karpenter-version"
    unknown: dict[Route, str] = {**last.unknown, **{(name,): why for name in differing}}
    config = {name: value for name, value in last.config.items() if name not in differing}
    return EffectiveConfig(
        last.kind, config, last.origins, last.kubernetes, last.machine,
        lost=last.lost, unknown=unknown, has_file=last.has_file, extra=last.extra,
    )  # fmt: skip
