"""One node that Karpenter would launch: what the readers of the families start from, and what they all say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.findings import Finding, NotChecked, Says
from numaconf.kubelet import duration, eviction
from numaconf.kubelet.effective import EffectiveConfig, Lost, Origin
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets.karpenter import allocatable
from numaconf.targets.karpenter.allocatable import Settings
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.karpenter.userdata import Taken

KIND = "karpenter"

UNREGISTERED = {"effect": "NoExecute", "key": "karpenter.sh/unregistered"}
"""The taint with which Karpenter registers every node."""

_WITHHELD = ("node-restriction.kubernetes.io", "kubernetes.io", "k8s.io")


class Case(NamedTuple):
    """`source`: the EC2NodeClass. `spec`: as it is stored. `labels` and `taints`: the pool's (`startup`: those that go
    again). `pools`: the NodePools that use the class, with their stored values. `said`: what API server and controller
    say.
    """

    source: Source
    spec: dict[str, Any]
    family: str
    karpenter: Version
    kubernetes: Version
    machine: Machine | None
    context: Context
    labels: dict[str, str] = {}  # noqa: RUF012  never mutated; NamedTuple defaults cannot be factories
    taints: tuple[dict[str, str], ...] = ()
    startup: tuple[dict[str, str], ...] = ()
    pools: tuple[tuple[Source, dict[str, Any]], ...] = ()
    said: tuple[Finding, ...] = ()

    @property
    def kubelet(self) -> dict[str, Any]:
        """`spec.kubelet`."""
        return self.spec.get("kubelet") or {}

    @property
    def settings(self) -> Settings:
        """What Karpenter's arithmetic looks at."""
        interfaces = self.spec.get("networkInterfaces") or ()
        efa = sum(one.get("networkCardIndex") == 0 and one.get("interfaceType") == "efa-only" for one in interfaces)
        return Settings(self.kubelet, self.family, efa)

    def origin(self, *route: str | int) -> Origin:
        """A place below `spec`."""
        return Origin("document", self.source, ("spec", *route))

    def registered_taints(self) -> list[dict[str, str]]:
        """The taints with which the node registers."""
        taints = [*self.taints, *self.startup]
        known = any((one.get("key"), one.get("effect")) == (UNREGISTERED["key"], "NoExecute") for one in taints)
        return taints if known else [*taints, dict(UNREGISTERED)]

    def node_labels(self) -> dict[str, str]:
        """The labels that the kubelet is given; the others Karpenter puts on the node later."""
        return {key: value for key, value in sorted(self.labels.items()) if not _withheld(key)}

    def max_pods(self) -> tuple[int, Origin] | None:
        """The number of pods that Karpenter writes, and where it comes from; None where it cannot be known."""
        given = self.kubelet.get("maxPods")
        if isinstance(given, int):
            return given, self.origin("kubelet", "maxPods")
        pods = self.machine.eni_max_pods if self.machine and not self.settings.efa_only else None
        per_core, cpus = self.kubelet.get("podsPerCore"), self.machine.cpu_count if self.machine else None
        if per_core and self.family != "Bottlerocket":
            pods = None if pods is None or cpus is None else min(pods, per_core * cpus)
        if pods is None or self.machine is None:
            return None
        note = f"Karpenter sets maxPods for {self.machine.name} to {pods}, the limit of its network interfaces"
        return pods, Origin("platform-default", note=note)


def canonical(text: str) -> str:
    """A duration as Karpenter writes it (Go's `Duration.String`); any other text as it is."""
    try:
        return duration.text(duration.parse(text))
    except duration.DurationError:
        return text


def _withheld(label: str) -> bool:
    domain, slash, _ = label.partition("/")
    return bool(slash) and any(domain == one or domain.endswith(f".{one}") for one in _WITHHELD)


def refused(taken: Taken, case: Case) -> Reading:
    """User data that Karpenter cannot merge."""
    place = Origin("document", taken.place) if taken.place else case.origin("userData")
    finding = BY_CODE["NC613"].finding(
        f"Karpenter cannot read this user data, so every launch fails: {' '.join(taken.refusal.split())}; "
        "write a MIME document, a NodeConfig or a script with #!",
        place,
        says=Says("karpenter", taken.refusal),
    )
    return Reading(None, (finding,))


def overridden(what: str, value: Any, origin: Origin) -> Finding:
    """A setting in user data that does not count."""
    return BY_CODE["NC615"].finding(
        f"Karpenter sets {what} to {value}, whatever the user data says: write it into spec.kubelet", origin, key=True
    )


def finish(case: Case, reading: Reading, findings: Iterable[Finding] = ()) -> Reading:
    """A family's reading with what holds on every family: Karpenter's labels and taints, and its arithmetic."""
    said = [*findings, *reading.findings]
    gaps = list(reading.not_checked)
    labels = {**reading.labels, **case.labels}
    node = reading.effective
    if node is None:
        return reading._replace(findings=tuple(said), labels=labels)
    for one in _count(case, node):
        if isinstance(one, Finding):
            said.append(one)
        else:
            gaps.append(one)
    lost = [Lost(one.origin, one.message) for one in (*case.said, *said) if one.code in LOSING]
    node = node.with_(kind=KIND, lost=(*lost, *node.lost))
    return reading._replace(effective=node, findings=tuple(said), labels=labels, not_checked=tuple(dict.fromkeys(gaps)))


LOSING = frozenset({"NC602", "NC603", "NC612", "NC615"})
"""The rules about something that was written and does not come into force."""


def _count(case: Case, node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    rule = BY_CODE["NC610"]
    count = allocatable.counted(case.settings, case.kubernetes, case.machine)
    for one in allocatable.differences(node, count):
        if isinstance(one, str):
            yield rule.not_checked(one)
            continue
        has, counts = (allocatable.amount(value, one.resource) for value in (one.node, one.karpenter))
        what = "CPU" if one.resource == "cpu" else "memory"
        effect = (
            "it launches nodes for pods that do not fit"
            if one.node_has_less
            else "Karpenter never schedules onto the difference"
        )
        yield rule.finding(
            f"the node keeps back {has} of {what} ({one.node_parts}), and Karpenter counts with {counts} "
            f"({one.karpenter_parts}): {effect}{_advice(node, one)}",
            _cause(case, node, one),
            severity=None if one.node_has_less else "suspicious",
        )
    threshold = eviction.texts(node).get(eviction.MEMORY, "")
    if threshold.endswith("%") and threshold not in eviction.NO_THRESHOLD:
        origin = eviction.origin(node, eviction.MEMORY)
        if origin.kind == "document":
            yield BY_CODE["NC611"].finding(
                f"Karpenter computes {threshold} once, of an estimated capacity, and not again when the node "
                "reports the real one: write an amount",
                origin,
            )


def _advice(node: EffectiveConfig, one: allocatable.Difference) -> str:
    if one.resource == "cpu" and node.config.get("reservedSystemCPUs"):
        return f'; write systemReserved cpu "{one.node}" and kubeReserved cpu "0" into spec.kubelet'
    return "; what is in spec.kubelet reaches both"


def _cause(case: Case, node: EffectiveConfig, one: allocatable.Difference) -> Origin:
    """The written amount that Karpenter does not see, else `spec.kubelet`."""
    written = [part.origin for part in one.parts if part.origin.kind == "document"]
    unseen = [origin for origin in written if origin.source is not case.source]
    if one.resource == "cpu" and node.config.get("reservedSystemCPUs"):
        unseen = [node.origin("reservedSystemCPUs"), *unseen]
    return next(iter(unseen or written), case.origin("kubelet"))
