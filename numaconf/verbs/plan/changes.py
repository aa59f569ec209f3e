"""What differs in force, and what each difference takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import differences, options
from numaconf.kubelet.state import change, cpu, memory
from numaconf.targets.boot import merged
from numaconf.targets.registry import rollout
from numaconf.verbs.plan.model import Change
from numaconf.verbs.plan.steps import other_hugepages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route
    from numaconf.kubelet.state.change import Verdict
    from numaconf.machine.model import Machine
    from numaconf.verbs.nodes import InForce
    from numaconf.verbs.plan.model import PodEffect, Takes

_STRICTER = {"none": 0, "best-effort": 1, "restricted": 2, "single-numa-node": 3}

_OF_CPU_FILE: dict[str, set[tuple[str, ...]]] = {
    "policy": {("cpuManagerPolicy",)},
    "strict reservation": {("cpuManagerPolicyOptions", change.STRICT), ("reservedSystemCPUs",)},
    "reserved CPUs": {("reservedSystemCPUs",)},
}
"""Which fields break a rule of `cpu_manager_state`; amounts of CPU do where no list overrides them."""


def changes(old: InForce, new: InForce, files: dict[str, Verdict], pods: Sequence[PodEffect] = ()) -> list[Change]:
    """Every difference in force, with what it takes: a restart, or more where a file or the pods ask for it."""
    way = rollout(new.kind, new.path, new.data)
    found = [*_fields(old, new, files), *_around(old, new)]
    if pods and all(one.effect == "keeps" for one in pods):
        found = [_without_drain(one) for one in found]
    if way.way != "replaced":
        return found
    why = way.trigger
    return [one if one.takes == "nothing" else one._replace(takes="replace", why=why) for one in found]


def _without_drain(change: Change) -> Change:
    """A change that only the pods could have asked a drain for, when none of those that run does."""
    if change.takes != "drain":
        return change
    return change._replace(takes="restart", why="all pods that run pass the admission again")


def _fields(old: InForce, new: InForce, files: dict[str, Verdict]) -> Iterator[Change]:
    for one in differences.changes(old.node, new.node):
        if one.same:
            yield Change(one.route, one.old, one.new, "nothing", "it is written in another way and means the same")
            continue
        takes, why = _takes(one.route, one.old, one.new, old, new, files)
        yield Change(one.route, one.old, one.new, takes, why)


def _takes(
    route: Route, one: Any, other: Any, old: InForce, new: InForce, files: dict[str, Verdict]
) -> tuple[Takes, str]:
    if _breaks_cpu_file(route, old, new, files[cpu.NAME]):
        return _by_fate(cpu.NAME, files[cpu.NAME])
    if _breaks_memory_file(route, files[memory.NAME]):
        return _by_fate(memory.NAME, files[memory.NAME])
    if route == ("topologyManagerPolicy",) and _STRICTER.get(other, 0) > max(1, _STRICTER.get(one, 0)):
        return "drain", "pods that run pass the admission again, and what is not aligned is rejected"
    if route == ("topologyManagerScope",) and other == "pod" and _STRICTER.get(_policy(new), 0) > 1:
        return "drain", "pods that run pass the admission again as a whole"
    return "restart", "the kubelet reads its configuration when it starts"


def _policy(side: InForce) -> str:
    return options.topology_policy(side.node)


def _by_fate(name: str, verdict: Verdict) -> tuple[Takes, str]:
    why = "; ".join(verdict.why)
    if verdict.fate == "remove":
        return "state-file", f"{name} does not fit it: {why}"
    return "drain", why


def _breaks_cpu_file(route: Route, old: InForce, new: InForce, verdict: Verdict) -> bool:
    if verdict.fate == "keep" or route[0] not in {
        "cpuManagerPolicy", "cpuManagerPolicyOptions", "reservedSystemCPUs", "kubeReserved", "systemReserved",
    }:  # fmt: skip
        return False
    if route in {("kubeReserved", "cpu"), ("systemReserved", "cpu")}:
        return verdict.rule in {"reserved CPUs", "strict reservation", "file"} and not all(
            side.node.config.get("reservedSystemCPUs") for side in (old, new)
        )
    if verdict.rule == "file":
        return any(route in routes for routes in _OF_CPU_FILE.values())
    return route in _OF_CPU_FILE.get(verdict.rule, ())


def _breaks_memory_file(route: Route, verdict: Verdict) -> bool:
    if verdict.fate == "keep":
        return False
    if verdict.rule == "policy":
        return route == ("memoryManagerPolicy",)
    return route == ("reservedMemory",) or (verdict.rule == "file" and route == ("memoryManagerPolicy",))


def _around(old: InForce, new: InForce) -> Iterator[Change]:
    """What is not a field of the kubelet's configuration, and matters to it: hugepages, version, machine."""
    if other_hugepages(old, new):
        yield Change(
            ("hugepages",), _pools(old), _pools(new), "reboot",
            "the kubelet reads the pools when it starts, and only at boot is memory surely free in one piece",
        )  # fmt: skip
    if old.node.kubernetes != new.node.kubernetes:
        versions = str(old.node.kubernetes), str(new.node.kubernetes)
        yield Change(("kubernetesVersion",), *versions, "restart", "another kubelet reads the state files")
    one, other = old.node.machine, new.node.machine
    if one is not None and other is not None and one != other:
        yield from _machines(one, other)


def _pools(side: InForce) -> list[dict[str, Any]]:
    return [
        {"size": one.size, "count": one.pages} | ({} if one.numa_node is None else {"numaNode": one.numa_node})
        for one in merged(side.hugepages or ())
    ]


def _machines(old: Machine, new: Machine) -> Iterator[Change]:
    why = "the machine itself changes, or has rebooted since"
    for one, other in zip(old.nodes or (), new.nodes or (), strict=False):
        for name in ("cpus", "memory", "hugepages"):
            values = getattr(one, name), getattr(other, name)
            if values[0] != values[1] and one.id == other.id:
                route: Route = ("machine", "numaNodes", one.id, name)
                yield Change(route, _plain(values[0]), _plain(values[1]), "reboot", why)
    if old.node_ids != new.node_ids:
        yield Change(("machine", "numaNodes"), _plain(old.node_ids), _plain(new.node_ids), "replace", why)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    if isinstance(value, tuple):
        from numaconf.kubelet import cpuset

        return cpuset.text(value)
    return value
