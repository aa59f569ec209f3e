"""Whether a kubelet starts with the state files that another configuration, or another machine, left.

Decided from the two configurations alone, over all pods that could have run: a file is kept, has to be removed, or it
depends on which pods hold what. With the files themselves ask `cpu.refusal` and `memory_file.refusal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.kubelet import cpuset, gates, options, quantity, reservation, reserved_memory
from numaconf.kubelet.state import cpu, memory
from numaconf.kubelet.state.checkpoint import CORRUPTED
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.machine.model import Machine

Fate = Literal["keep", "remove", "depends"]

STRICT = "strict-cpu-reservation"


class Verdict(NamedTuple):
    """What has to happen to one file.

    `says`: what the kubelet prints if it is kept, None where it starts; what depends on pods is `…`. `rule`: what of
    the file is broken: `policy`, `format`, `reserved CPUs`, `strict reservation`, `CPUs`, `memory`. `why`: in words,
    one reason a line.
    """

    fate: Fate
    says: str | None = None
    rule: str = ""
    why: tuple[str, ...] = ()


KEEP = Verdict("keep")


def reserved_cpus(node: EffectiveConfig) -> frozenset[int] | None:
    """The CPUs that the static policy withholds: the list of reservedSystemCPUs, or what the allocation takes for the
    amounts on an empty machine. None where list, amount or machine are unknown.
    """
    kept = reservation.cpu(node)
    if kept.cpus is not None or kept.whole is None or node.machine is None:
        return kept.cpus
    from numaconf.kubelet.admission import bits
    from numaconf.kubelet.admission.node import Missing
    from numaconf.kubelet.admission.node import node as on_machine

    try:
        policy = on_machine(node).cpu
    except Missing:
        return None
    return None if policy is None else frozenset(bits.members(policy.reserved))


def _written_format(node: EffectiveConfig) -> str:
    if node.kubernetes.minor >= cpu.WHOLE_TEXT_SINCE:
        return "whole text"
    return "pod level" if pod_level(node) else "plain"


def pod_level(node: EffectiveConfig) -> bool:
    """Whether its managers keep what pods got as a whole (PodLevelResourceManagers)."""
    given = node.config.get("featureGates") or {}
    return node.kubernetes.minor >= cpu.POD_LEVEL_SINCE and gates.enabled(
        "PodLevelResourceManagers", given, node.kubernetes
    )


def _unreadable(old: EffectiveConfig, new: EffectiveConfig) -> bool:
    """Whether the reader does not know the format: that of 1.36 with pod-level managers is read by 1.36 with them and
    by 1.37 and later.
    """
    minor = new.kubernetes.minor
    return _written_format(old) == "pod level" and minor < cpu.WHOLE_TEXT_SINCE and not pod_level(new)


def cpu_manager(
    old: EffectiveConfig,
    new: EffectiveConfig,
    reserved: Callable[[EffectiveConfig], frozenset[int] | None] = reserved_cpus,
) -> Verdict:
    """What becomes of `cpu_manager_state` between two configurations, each with its machine."""
    policies = options.cpu_policy(old), options.cpu_policy(new)
    if _unreadable(old, new):
        return Verdict("remove", cpu.restoring(CORRUPTED), "format", (_FORMAT,))
    if policies[0] != policies[1]:
        says = cpu.restoring(f'configured policy "{policies[1]}" differs from state checkpoint policy "{policies[0]}"')
        why = f"cpuManagerPolicy was {policies[0]} and becomes {policies[1]}"
        return Verdict("remove", says, "policy", (why,))
    if policies[1] != "static":
        return KEEP
    return _static(old, new, reserved(old), reserved(new))


_FORMAT = "Kubernetes 1.36 with PodLevelResourceManagers writes a format that the other kubelet does not read"


def _static(
    old: EffectiveConfig, new: EffectiveConfig, before: frozenset[int] | None, after: frozenset[int] | None
) -> Verdict:
    """Both have the static policy: reserved CPUs, strict reservation, and the CPUs of the machine."""
    was, becomes = is_strict(old), is_strict(new)
    machines = _cpus(old.machine), _cpus(new.machine)
    same = old.machine is new.machine or machines[0] == machines[1]
    if not same and None in machines:
        return Verdict("depends", None, "CPUs", ("the CPUs of one of the machines are unknown",))
    if was != becomes and same:
        word = "on" if becomes else "off"
        why = f"{STRICT} is turned {word}, and the file still has the pool of shared CPUs as it was"
        return Verdict("remove", _says(was, becomes, machines, before, after), "strict reservation", (why,))
    if before is None or after is None:
        if _same_reservation(old, new) and same:
            return KEEP
        why = reservation.cpu(new).unknown or reservation.cpu(old).unknown or reservation.no_machine(new, "the CPUs")
        return Verdict("depends", None, "reserved CPUs", (f"the reserved CPUs are unknown: {why}",))
    if was and becomes and same and before != after:
        why = (
            f"with {STRICT} the pool of shared CPUs in the file leaves out the reserved CPUs "
            f"{cpuset.text(before)}, now they are {cpuset.text(after)}"
        )
        return Verdict("remove", _says(was, becomes, machines, before, after), "strict reservation", (why,))
    if not same:
        return _other_cpus(was, becomes, machines, before, after)
    if becomes or after <= before:
        return KEEP
    return _grown(machines, before, after)


def _other_cpus(
    was: bool,
    becomes: bool,
    machines: tuple[frozenset[int] | None, frozenset[int] | None],
    before: frozenset[int],
    after: frozenset[int],
) -> Verdict:
    """The machine has other CPUs: equal is only what is left of both after strict reservations."""
    assert machines[0] is not None
    assert machines[1] is not None
    pool = machines[0] - before if was else machines[0]
    if pool != (machines[1] - after if becomes else machines[1]):
        why = f"the machine had the CPUs {cpuset.text(machines[0])} and has {cpuset.text(machines[1])}"
        return Verdict("remove", _says(was, becomes, machines, before, after), "CPUs", (why,))
    free = pool if was else pool - before
    return _grown(machines, before, after) if not becomes and after & free else KEEP


def _grown(
    machines: tuple[frozenset[int] | None, frozenset[int] | None], before: frozenset[int], after: frozenset[int]
) -> Verdict:
    """More CPUs are reserved, which a container may hold."""
    more = cpuset.text(after - before)
    says = f'not all reserved cpus: "{cpuset.text(after)}" are present in defaultCpuSet: "…"'
    why = f"CPU {more} becomes reserved; a container that has it to itself stops the kubelet"
    if machines[0] is not None and not (machines[0] - before) & after:
        return KEEP
    return Verdict("depends", says, "reserved CPUs", (why,))


def _says(
    was: bool,
    becomes: bool,
    machines: tuple[frozenset[int] | None, frozenset[int] | None],
    before: frozenset[int] | None,
    after: frozenset[int] | None,
) -> str | None:
    """The sentence over a file in which no container has CPUs to itself."""
    if None in machines or before is None or after is None:
        if not becomes:
            listed = "…" if after is None else cpuset.text(after)
            return f'not all reserved cpus: "{listed}" are present in defaultCpuSet: "…"'
        shown = cpuset.text(after) if after is not None and not was else "…"
        return f'some of strictly reserved cpus: "{shown}" are present in defaultCpuSet: "…"'
    assert machines[0] is not None
    assert machines[1] is not None
    shared = machines[0] - before if was else machines[0]
    return cpu.inconsistent(shared, {}, cpu.CpuManager("static", machines[1], after, becomes))


def is_strict(node: EffectiveConfig) -> bool:
    """Whether strict-cpu-reservation is on, in a version that has it."""
    given = node.config.get("cpuManagerPolicyOptions")
    return node.kubernetes.minor >= cpu.STRICT_SINCE and options.on(given, STRICT)


def _cpus(machine: Machine | None) -> frozenset[int] | None:
    return None if machine is None else machine.cpus


def _same_reservation(old: EffectiveConfig, new: EffectiveConfig) -> bool:
    """Whether two configurations reserve the same CPUs, whichever these are: same list or number, same options."""
    ours, theirs = reservation.cpu(old), reservation.cpu(new)
    if ours.whole is None or theirs.whole is None:
        return old.config.get("reservedSystemCPUs") == new.config.get("reservedSystemCPUs") and all(
            old.config.get(field) == new.config.get(field) for field in ("kubeReserved", "systemReserved")
        )
    names = ("distribute-cpus-across-numa", "distribute-cpus-across-cores", "full-pcpus-only", "align-by-socket")
    given = old.config.get("cpuManagerPolicyOptions"), new.config.get("cpuManagerPolicyOptions")
    return ours.whole == theirs.whole and all(
        options.on(given[0], name) == options.on(given[1], name) for name in names
    )


def memory_manager(old: EffectiveConfig, new: EffectiveConfig) -> Verdict:
    """What becomes of `memory_manager_state` between two configurations, each with its machine."""
    if not (options.memory_manager_runs(old) and options.memory_manager_runs(new)):
        return KEEP._replace(why=("without the gate MemoryManager no memory manager looks at the file",))
    if _unreadable(old, new):
        return Verdict("remove", memory.restoring(CORRUPTED), "format", (_FORMAT,))
    policies = options.memory_policy(old), options.memory_policy(new)
    if policies[0] != policies[1]:
        text = f'[memorymanager] configured policy "{policies[1]}" differs from state checkpoint policy "{policies[0]}"'
        why = f"memoryManagerPolicy was {policies[0]} and becomes {policies[1]}"
        return Verdict("remove", memory.restoring(text), "policy", (why,))
    if policies[1] != "Static":
        return KEEP
    tables = reserved_bytes(old), reserved_bytes(new)
    reasons = [
        f"{kind} reserved on NUMA node {node}: {quantity.binary(tables[0].get((node, kind), 0))} in the file, now "
        f"{quantity.binary(tables[1].get((node, kind), 0))}"
        for node, kind in sorted(tables[0].keys() | tables[1].keys())
        if tables[0].get((node, kind), 0) != tables[1].get((node, kind), 0)
    ]
    if old.machine is not new.machine and old.machine is not None and new.machine is not None:
        found = _other_memory(old.machine, new.machine)
        if found is None and not reasons:
            return Verdict("depends", None, "memory", ("the memory of one of the machines is not known in full",))
        reasons += found or []
    return Verdict("remove", memory.DIFFERENT, "memory", tuple(reasons)) if reasons else KEEP


def reserved_bytes(node: EffectiveConfig) -> dict[tuple[int, str], int]:
    """The values of reservedMemory in bytes, by NUMA node and type."""
    return {
        (value.numa_node, value.kind): value.amount.bytes
        for value in reserved_memory.values(node)
        if value.amount is not None
    }


def _other_memory(old: Machine, new: Machine) -> list[str] | None:
    """How the memory of two machines differs, NUMA node by NUMA node; None where it cannot be said.

    What neither says is taken to be as it was.
    """
    if old.node_ids is None or new.node_ids is None:
        return None
    if old.node_ids != new.node_ids:
        return [f"the machine had the NUMA nodes {_ids(old.node_ids)} and has {_ids(new.node_ids)}"]
    found, unknown = [], False
    for one, other in zip(old.nodes or (), new.nodes or (), strict=True):
        where = f"NUMA node {one.id}"
        if one.memory is None or other.memory is None:
            unknown |= one.memory is not other.memory
        elif one.memory != other.memory:
            found.append(
                f"{where}: {one.memory} bytes of memory in the file, now {other.memory} ({other.memory - one.memory:+})"
            )
        pages = one.hugepages or {}, other.hugepages or {}
        unknown |= (one.hugepages is None) != (other.hugepages is None) and not any(pages)
        found += [
            f"{where}: {pages[0].get(size, 0)} hugepages of {quantity.binary(size)} in the file, now "
            f"{pages[1].get(size, 0)}"
            for size in sorted(pages[0].keys() | pages[1].keys())
            if pages[0].get(size, 0) != pages[1].get(size, 0)
        ]
    return None if unknown and not found else found


def _ids(numbers: tuple[int, ...]) -> str:
    return cpuset.text(numbers)


def describe(one: memory.Difference) -> str:
    """A difference between the file and the machine in words."""
    where = f"NUMA node {one.numa_node}"
    if one.what in {"NUMA node", "type"}:
        what = one.type or "the node"
        return f"{where}: {what} is {one.file} in the file and {one.machine} now"
    what = f"{one.type} {one.what}".replace("_r", "R").strip()
    return f"{where}: {what} is {one.file} in the file, now {one.machine}{_by(one)}"


def _by(one: memory.Difference) -> str:
    if isinstance(one.file, int) and isinstance(one.machine, int) and one.type:
        return f" ({one.machine - one.file:+} bytes)"
    return ""
