"""Policies and policy options of the CPU, memory and topology managers, by Kubernetes version.

Source: `pkg/kubelet/cm/cpumanager/policy_options.go`, `pkg/kubelet/cm/topologymanager/policy_options.go`,
`pkg/kubelet/cm/memorymanager/memory_manager.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.kubelet import go
from numaconf.kubelet.effective import remembered
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

CPU_POLICIES = ("none", "static")
MEMORY_POLICIES = ("None", "Static")
"""On Linux. `BestEffort` (from 1.32) is for Windows only."""
TOPOLOGY_POLICIES = ("none", "best-effort", "restricted", "single-numa-node")
TOPOLOGY_SCOPES = ("container", "pod")

NUMA_NODES = 8
"""NUMA nodes that a topology manager policy other than `none` takes, unless max-allowable-numa-nodes says more."""

Stage = Literal["alpha", "beta", "GA"]


class Option(NamedTuple):
    """A policy option: the first minor in which it is alpha, beta, GA (0: never was), and what it does. `number`: its
    value is a decimal integer, not a boolean.
    """

    name: str
    alpha: int
    beta: int
    ga: int
    meaning: str
    number: bool = False

    def stage(self, version: Version) -> Stage | None:
        """Its maturity in a version, None where that version does not know it."""
        if self.ga and version.minor >= self.ga:
            return "GA"
        if self.beta and version.minor >= self.beta:
            return "beta"
        return "alpha" if self.alpha and version.minor >= self.alpha else None

    def first(self) -> int:
        """The first minor that knows it."""
        return min(minor for minor in (self.alpha, self.beta, self.ga) if minor)


FULL_PCPUS = "full-pcpus-only"
ACROSS_NUMA = "distribute-cpus-across-numa"
BY_SOCKET = "align-by-socket"
ACROSS_CORES = "distribute-cpus-across-cores"
STRICT = "strict-cpu-reservation"
UNCORE = "prefer-align-cpus-by-uncorecache"
CLOSEST = "prefer-closest-numa-nodes"
MAX_NODES = "max-allowable-numa-nodes"


def _by_name(*options: Option) -> dict[str, Option]:
    return {one.name: one for one in options}


CPU = _by_name(
    Option(FULL_PCPUS, 22, 23, 33,
           "Exclusive CPUs are whole cores: a container that asks for an amount that is not a multiple of the "
           "threads of a core is rejected (SMTAlignmentError). Against noise from the sibling thread."),
    Option(ACROSS_NUMA, 23, 33, 0,
           "A container that needs several NUMA nodes gets its CPUs in equal parts from them."),
    Option(BY_SOCKET, 25, 0, 0,
           "CPUs count as aligned when they are of one socket, instead of one NUMA node. Not with "
           "single-numa-node, nor where a NUMA node spans sockets."),
    Option(ACROSS_CORES, 31, 0, 0,
           "The exclusive CPUs of a container are spread over as many cores as possible."),
    Option(STRICT, 32, 33, 35,
           "Reserved CPUs are kept free of Burstable and BestEffort pods too, not only of exclusive ones."),
    Option(UNCORE, 32, 34, 36,
           "CPUs come from as few L3 cache groups as possible (AMD EPYC, Graviton with several groups); a pod is "
           "never rejected for it."),
)  # fmt: skip
TOPOLOGY = _by_name(
    Option(CLOSEST, 26, 28, 32,
           "Where several NUMA nodes are needed, those closest to each other are preferred."),
    Option(MAX_NODES, 0, 31, 35,
           "Lets the topology manager start on a machine with more than 8 NUMA nodes; admission becomes slow, "
           "because every combination of NUMA nodes is looked at.", number=True),
)  # fmt: skip

PAIRS: tuple[tuple[str, str], ...] = (
    (FULL_PCPUS, ACROSS_CORES),
    (ACROSS_NUMA, ACROSS_CORES),
    (UNCORE, ACROSS_CORES),
    (UNCORE, ACROSS_NUMA),
)
"""CPU manager options that cannot both be true, in the order of the kubelet's checks. Each pair is refused from the
first minor on that knows both.
"""


class Manager(NamedTuple):
    """The names that one manager's options and errors go by."""

    field: str
    options: dict[str, Option]
    gate: str
    unknown: str
    disabled: str


CPU_MANAGER = Manager(
    "cpuManagerPolicyOptions",
    CPU,
    "CPUManagerPolicy",
    "new static policy error: unknown CPU Manager Policy option: {}",
    "new static policy error: CPU Manager Policy {}-level Options not enabled, but option {} provided",
)
TOPOLOGY_MANAGER = Manager(
    "topologyManagerPolicyOptions",
    TOPOLOGY,
    "TopologyManagerPolicy",
    "unknown Topology Manager Policy option: {}",
    "topology manager policy {}-level options not enabled, but option {} provided",
)


class OptionProblem(NamedTuple):
    """Why the kubelet refuses an option. `kind`: `unknown` in this version, `gate` (`needs`) not on, bad `value`.
    `text` is the kubelet's.
    """

    kind: Literal["unknown", "gate", "value"]
    name: str
    text: str
    needs: str = ""


def problem(
    manager: Manager, name: str, value: str, given: Mapping[str, bool], version: Version
) -> OptionProblem | None:
    """What is wrong with one option on its own. Naming it counts: `"false"` needs the gate too."""
    option = manager.options.get(name)
    stage = option.stage(version) if option else None
    if option is None or stage is None:
        return OptionProblem("unknown", name, manager.unknown.format(go.quote(name)))
    if stage != "GA":
        from numaconf.kubelet import gates

        gate = f"{manager.gate}{stage.capitalize()}Options"
        if not gates.enabled(gate, given, version):
            return OptionProblem("gate", name, _disabled(manager, stage, name, version), gate)
    text = _bad_number(name, value) if option.number else _bad_bool(name, value)
    if text is None:
        return None
    prefix = "new static policy error: " if manager is CPU_MANAGER else ""
    return OptionProblem("value", name, prefix + text)


def problems(node: EffectiveConfig, manager: Manager) -> list[OptionProblem]:
    """What is wrong with the options that a manager reads: none are read with its policy `none`, nor with the gate for
    all of them switched off (rules of their own say so).
    """
    return _cpu_problems(node) if manager is CPU_MANAGER else _topology_problems(node)


@remembered
def _cpu_problems(node: EffectiveConfig) -> list[OptionProblem]:
    return _problems(node, CPU_MANAGER, cpu_policy(node))


@remembered
def _topology_problems(node: EffectiveConfig) -> list[OptionProblem]:
    return _problems(node, TOPOLOGY_MANAGER, topology_policy(node))


def _problems(node: EffectiveConfig, manager: Manager, policy: str) -> list[OptionProblem]:
    given = node.config.get(manager.field)
    if not given or policy == "none" or not options_on(node, manager):
        return []
    gates = node.config.get("featureGates") or {}
    each = (problem(manager, name, value, gates, node.kubernetes) for name, value in given.items())
    return [one for one in each if one]


def options_on(node: EffectiveConfig, manager: Manager) -> bool:
    """Whether the gate for policy options as such is on (CPUManagerPolicyOptions up to 1.32,
    TopologyManagerPolicyOptions, which is off by default in 1.27).
    """
    given = node.config.get("featureGates")
    if not given and node.kubernetes.minor > 27:
        return True
    if manager is CPU_MANAGER and node.kubernetes.minor > 32:
        return True
    from numaconf.kubelet import gates

    return gates.enabled(f"{manager.gate}Options", given or {}, node.kubernetes)


def gate_unknown(node: EffectiveConfig, name: str) -> str | None:
    """Why it cannot be known here whether a gate is on; None where the configuration says so."""
    from numaconf.kubelet import reservation

    return None if name in (node.config.get("featureGates") or {}) else reservation.why_unknown(node, "featureGates")


def _disabled(manager: Manager, stage: Stage, name: str, version: Version) -> str:
    if manager is TOPOLOGY_MANAGER and version.minor <= 32:
        template = "Topology Manager Policy {}-level Options not enabled, but option {} provided"
        return template.format(stage.capitalize(), go.quote(name))
    return manager.disabled.format(stage.capitalize() if manager is CPU_MANAGER else stage, go.quote(name))


def _bad_bool(name: str, value: str) -> str | None:
    try:
        go.parse_bool(value)
    except go.GoError as error:
        return f"bad value for option {go.quote(name)}: {error}"
    return None


def _bad_number(name: str, value: str) -> str | None:
    try:
        number = go.atoi(value)
    except go.GoError as error:
        return f"unable to convert policy option to integer {go.quote(name)}: {error}"
    if number < NUMA_NODES:
        return f"the minimum value of {go.quote(name)} should not be less than {NUMA_NODES}"
    return None


def on(options: Mapping[str, str] | None, name: str) -> bool:
    """Whether a boolean option is given and true."""
    return bool(options) and (options or {}).get(name) in go.TRUE


def clashes(options: Mapping[str, str], version: Version) -> list[tuple[str, str]]:
    """Pairs of CPU manager options that are true and cannot be so together."""
    return [
        (one, other)
        for one, other in PAIRS
        if on(options, one) and on(options, other) and CPU[one].stage(version) and CPU[other].stage(version)
    ]


def cpu_policy(node: EffectiveConfig) -> str:
    """The CPU manager policy in force. An empty string is the default in a file, and stays empty as a flag."""
    policy: str = node.config.get("cpuManagerPolicy", "none")
    return policy


def topology_policy(node: EffectiveConfig) -> str:
    """The topology manager policy in force. An empty string is the default in a file, and stays empty as a flag."""
    policy: str = node.config.get("topologyManagerPolicy", "none")
    return policy


def memory_policy(node: EffectiveConfig) -> str:
    """The memory manager policy in force (empty: as for the CPU manager). Up to 1.31 the gate MemoryManager can be
    off: then the policy is not even looked at.
    """
    policy: str = node.config.get("memoryManagerPolicy", "None")
    return policy if "featureGates" not in node.config or memory_manager_runs(node) else "None"


def memory_manager_runs(node: EffectiveConfig) -> bool:
    """False where the gate MemoryManager (beta up to 1.31) is switched off."""
    given = node.config.get("featureGates")
    if not given or node.kubernetes.minor > 31:
        return True
    from numaconf.kubelet import gates

    return gates.enabled("MemoryManager", given, node.kubernetes)


def numa_node_limit(options: Mapping[str, str] | None) -> int:
    """How many NUMA nodes the topology manager takes with these (legal) options."""
    said = options.get(MAX_NODES) if options else None
    try:
        return NUMA_NODES if said is None else go.atoi(said)
    except go.GoError:
        return NUMA_NODES


def sockets(machine: Machine) -> int | None:
    """How many sockets a machine has, or None."""
    if machine.sockets is not None:
        return len(machine.sockets)
    numbers = {node.socket for node in machine.nodes or ()}
    return None if not numbers or None in numbers else len(numbers)
