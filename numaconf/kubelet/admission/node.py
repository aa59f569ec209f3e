"""A node: what decides in a configuration and a machine, and what the pods on it have.

Source: `pkg/kubelet/cm/container_manager_linux.go`, `nodestatus/setters.go` (`MachineInfo`), 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import defaults, gates, options, reservation, reserved_memory
from numaconf.kubelet.admission import bits, devices, memory, memory_held
from numaconf.kubelet.admission.cpu import CpuPolicy
from numaconf.kubelet.admission.layout import Layout
from numaconf.kubelet.admission.merge import NONE, Merger
from numaconf.kubelet.admission.predicates import PODS
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.effective import EffectiveConfig

POD_SCOPE = "pod"


class Node(NamedTuple):
    """What decides about pods on one node.

    `cpu`, `memory`: None where the policy is none. `allocatable`: by resource (milli-CPU, bytes, numbers), None for
    what is unknown. `pod_level`: `spec.resources` of a pod is looked at.
    """

    minor: int
    layout: Layout
    merger: Merger
    scope: str
    cpu: CpuPolicy | None
    memory: memory.MemoryPolicy | None
    devices: devices.DevicePolicy
    allocatable: dict[str, int | None]
    start: State
    pod_level: bool
    pod_managers: bool
    strict: bool = False


class State(NamedTuple):
    """What the pods leave: the shared CPUs, memory and free devices, requests and number of the admitted pods, and the
    host ports that they use.
    """

    shared: int
    memory: memory_held.Memory
    devices: devices.Free
    used: dict[str, int]
    pods: int = 0
    ports: frozenset[tuple[str, str, int]] = frozenset()


class Missing(Exception):
    """Something of the machine or the configuration that the answer depends on is not known."""


def node(config: EffectiveConfig) -> Node:
    """The node of a configuration that a kubelet starts with. Raises Missing."""
    machine = config.machine
    if machine is None:
        raise Missing("the machine is unknown")
    if machine.nodes is None:
        raise Missing(f"the NUMA nodes of {machine.name} are unknown")
    layout = Layout(machine)
    version = config.kubernetes
    given = config.config.get("featureGates") or {}
    pod_level = version.minor >= 32 and gates.enabled("PodLevelResources", given, version)
    managers = pod_level and version.minor >= 36 and gates.enabled("PodLevelResourceManagers", given, version)
    policy = _text(config, "topologyManagerPolicy", NONE)
    cpu = _cpu(config, layout, pod_level and version.minor >= 34, managers)
    held = None
    if _text(config, "memoryManagerPolicy", "None") == "Static" and options.memory_manager_runs(config):
        held = memory.MemoryPolicy(layout.nodes, version.minor, pod_level and version.minor >= 34, managers)
    plugins = devices.policy(layout, version.minor)
    strict = cpu is not None and options.on(config.get(options.CPU_MANAGER.field), options.STRICT)
    shared = 0 if cpu is None else layout.cpus & ~cpu.reserved if strict else layout.cpus
    bytes_ = memory_held.start(layout, _reserved_memory(config)) if held else {}
    return Node(
        version.minor,
        layout,
        Merger(
            policy,
            layout.everywhere,
            policy != NONE and options.on(config.get(options.TOPOLOGY_MANAGER.field), options.CLOSEST),
            layout.distances,
            layout.nodes != tuple(range(len(layout.nodes))),
            version.minor >= 38,
        ),
        _text(config, "topologyManagerScope", "container"),
        cpu,
        held,
        plugins,
        _allocatable(config, layout),
        State(shared, bytes_, devices.start(plugins), {}),
        pod_level,
        managers,
        strict,
    )


def _text(config: EffectiveConfig, field: str, otherwise: str) -> str:
    why = reservation.why_unknown(config, field)
    if why:
        raise Missing(why)
    found = defaults.value(config.config, config.kubernetes, field)
    return found if isinstance(found, str) and found else otherwise


def _cpu(config: EffectiveConfig, layout: Layout, pod_level: bool, managers: bool) -> CpuPolicy | None:
    if _text(config, "cpuManagerPolicy", "none") != "static":
        return None
    machine = config.machine
    assert machine is not None
    for name, part in (("CPUs", machine.cpus), ("cores", machine.cores)):
        if part is None or not layout.number:
            raise Missing(f"the {name} of {machine.name} are unknown, and the static CPU manager policy chooses CPUs")
    kept = reservation.cpu(config)
    if kept.unknown:
        raise Missing(kept.unknown)

    def on(option: str) -> bool:
        return options.on(config.get(options.CPU_MANAGER.field), option)

    if on(options.UNCORE) and machine.l3 is None:
        raise Missing(f"the L3 caches of {machine.name} are unknown, and {options.UNCORE} looks at them")
    policy = CpuPolicy(
        layout,
        config.kubernetes.minor,
        0,
        0,
        on(options.FULL_PCPUS),
        on(options.ACROSS_NUMA),
        on(options.ACROSS_CORES),
        on(options.BY_SOCKET),
        on(options.UNCORE),
        pod_level,
        managers,
    )
    reserved = bits.of(kept.cpus) if kept.cpus is not None else policy.take(layout.cpus, kept.whole or 0)
    siblings = 0
    for cpu in bits.members(reserved):
        siblings |= layout.cores[layout.core_of[cpu]]
    return policy._replace(reserved=reserved, reserved_cores=siblings)


def _reserved_memory(config: EffectiveConfig) -> dict[int, dict[str, int]]:
    why = reservation.why_unknown(config, "reservedMemory")
    machine = config.machine
    assert machine is not None
    if why:
        raise Missing(why)
    unknown = [str(one.id) for one in machine.nodes or () if one.memory is None]
    if unknown:
        raise Missing(
            f"the memory of NUMA node {', '.join(unknown)} of {machine.name} is unknown, and memoryManagerPolicy is "
            "Static"
        )
    found: dict[int, dict[str, int]] = {}
    for value in reserved_memory.values(config):
        if value.amount is not None:
            found.setdefault(value.numa_node, {})[value.kind] = value.amount.bytes
    return found


def _allocatable(config: EffectiveConfig, layout: Layout) -> dict[str, int | None]:
    """What the node offers, as its status says. Memory of an unknown capacity is that of its NUMA nodes."""
    machine = config.machine
    assert machine is not None
    kept = reservation.memory(config)
    capacity = machine.memory_capacity
    if capacity is None and machine.nodes and all(one.memory is not None for one in machine.nodes):
        capacity = sum(layout.memory.values())
    pages: dict[str, int] = {}
    for tables in layout.hugepages.values():
        for name, size in tables.items():
            pages[name] = pages.get(name, 0) + size
    left = None
    if capacity is not None and kept.amount is not None:
        left = max(0, max(0, capacity - kept.amount.bytes) - sum(pages.values()))
    cpus = reservation.cpu(config).amount
    count = machine.cpu_count
    milli = None if cpus is None or count is None else max(0, count * 1000 - cpus.milli)
    plugins = {name: len(one.numa) for name, one in layout.devices.items()}
    return {"cpu": milli, "memory": left, PODS: _pods(config, count), **pages, **plugins}


def _pods(config: EffectiveConfig, cpus: int | None) -> int | None:
    if reservation.why_unknown(config, "maxPods"):
        return None
    most: int = defaults.value(config.config, config.kubernetes, "maxPods")
    each = config.config.get("podsPerCore") or 0
    return most if not each or cpus is None else min(most, each * cpus)
