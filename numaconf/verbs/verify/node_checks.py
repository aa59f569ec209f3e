"""Checks of the node's kubelet: its configuration, its state files, and its next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import differences, options, quantity
from numaconf.kubelet.compare import missing
from numaconf.kubelet.state import change, cpu, memory
from numaconf.named import NamedTuple
from numaconf.observe.kubelet import changed_since_start
from numaconf.verbs.verify.facts import file, text
from numaconf.verbs.verify.model import Check, in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.verbs.verify.model import Facts

NODE = "node"
DRAINED = "drain the node, stop the kubelet, remove the file, start the kubelet (numaconf plan says the steps)"


def kubelet_config(facts: Facts) -> Iterator[Check]:
    """What is in force against what was asked for, field by field."""
    where = ", ".join(facts.files)
    if facts.config is None:
        yield Check("kubelet-config", "kubelet", "unknown", message=facts.why_no_config, file=where)
        return
    by_hand = tuple(path for path in facts.files if path not in facts.written)
    own_word = facts.told is not None and facts.told.node is not None
    newer = None if own_word else changed_since_start(facts.host.tree, facts.host.kubelet, by_hand)
    if newer is not None:
        message = f"{newer} was changed after the kubelet had started, so what it says is not in force"
        yield Check("kubelet-config", "kubelet", "unknown", "", "", message, "restart the kubelet", where)
        return
    if facts.asked is None:
        message = f"in force by {where}" if where else "in force by the command line alone"
        message += f"; {facts.caveat}" if facts.caveat else ""
        yield Check("kubelet-config", "kubelet", "pass", message=message, file=where)
        return
    wanted = facts.asked.node
    asked = {
        name: value for name, value in wanted.config.items()
        if name not in {"apiVersion", "kind"} and _is_asked_for(facts, name)
    }  # fmt: skip
    there = differences.filled(facts.config)
    wrong = list(missing(asked, there, facts.config.kubernetes))
    for route, value, found in wrong:
        name = ".".join(map(str, route))
        yield Check(
            "kubelet-config", f"kubelet {name}", "fail", in_words(value), in_words(found),
            f"{name} is {in_words(found)}, and {facts.asked.path} asks for {in_words(value)}",
            "write it into the kubelet's configuration and restart the kubelet; numaconf plan says the steps", where,
        )  # fmt: skip
    if not wrong:
        count = len(asked)
        message = f"all {count} fields that {facts.asked.path} asks for are in force"
        message += f"; {facts.caveat}" if facts.caveat else ""
        yield Check("kubelet-config", "kubelet", "pass", message=message, file=where)


def _is_asked_for(facts: Facts, name: str) -> bool:
    """Whether the document itself sets a field, and not its platform."""
    assert facts.asked is not None
    node = facts.asked.node
    routes = [route for route, _ in node.leaves() if route[0] == name]
    return any(node.origin(*route).kind == "document" for route in routes)


class _StateFile(NamedTuple):
    """A manager's file, as far as the two are alike: the policy of a configuration, the kubelet's sentence around an
    error, what it says in front of another policy, and the policy with which the file matters, with what that gives.
    """

    name: str
    policy: Callable[[EffectiveConfig], str]
    restoring: Callable[[str], str]
    lead: str
    static: str
    gives: str


_FILES = {
    "cpu-state": _StateFile(cpu.NAME, options.cpu_policy, cpu.restoring, "", "static", "CPUs"),
    "memory-state": _StateFile(
        memory.NAME, options.memory_policy, memory.restoring, "[memorymanager] ", "Static", "memory"
    ),
}


def _settled(facts: Facts, check: str, held: str | None) -> tuple[Check | None, str]:
    """What a check of a state file comes to before anything is counted, None where it has to be; and the file's path.
    `held`: the policy in the file, None where it is not read.
    """
    its = _FILES[check]
    path = file(facts.host, facts.host.kubelet.root_dir.lstrip("/"), its.name)
    if its.name in facts.broken:
        error = facts.broken[its.name]
        what = "a file that the kubelet reads"
        return Check(check, NODE, "fail", what, error, its.restoring(error), DRAINED, path), path
    if held is None:
        return Check(check, NODE, "unknown", message=f"{path} is not there or cannot be read", file=path), path
    if facts.config is None:
        return Check(check, NODE, "unknown", found=held, message=facts.why_no_config, file=path), path
    policy = its.policy(facts.config)
    if policy != held:
        says = f'{its.lead}configured policy "{policy}" differs from state checkpoint policy "{held}"'
        return Check(check, NODE, "fail", policy, held, its.restoring(says), DRAINED, path), path
    if policy != its.static:
        return Check(check, NODE, "pass", policy, held, f"no container has {its.gives} to itself", "", path), path
    return None, path


def cpu_state(facts: Facts) -> Iterator[Check]:
    """Whether `cpu_manager_state` fits the configuration and the machine, as the next start of the kubelet asks."""
    settled, path = _settled(facts, "cpu-state", facts.cpu.policy if facts.cpu else None)
    yield settled or _static(facts, path)


def _static(facts: Facts, path: str) -> Check:
    assert facts.cpu is not None
    assert facts.config is not None
    machine = facts.host.machine
    reserved = change.reserved_cpus(facts.config)
    shared, assigned = facts.cpu.shared(facts.minor), facts.cpu.assigned()
    if machine is None or machine.cpus is None or reserved is None:
        what = "the reserved CPUs" if reserved is None else "the machine's CPUs"
        return Check("cpu-state", NODE, "unknown", message=f"{what} cannot be worked out", file=path)
    strict = change.is_strict(facts.config)
    whole = change.pod_level(facts.config)
    manager = cpu.CpuManager("static", machine.cpus, reserved, strict, whole)
    says = cpu.inconsistent(shared, assigned, manager, list(facts.cpu.wholes().values()) if whole else [])
    expected = f"reserved {text(reserved)}{' (strict)' if strict else ''}, CPUs {text(manager.pool)}"
    found = f"shared {text(shared)}, exclusive {text(frozenset().union(*assigned.values()))}"
    if says is not None:
        return Check("cpu-state", NODE, "fail", expected, found, f"the next start says: {says}", DRAINED, path)
    return Check("cpu-state", NODE, "pass", expected, found, "the next start of the kubelet takes the file", "", path)


def memory_state(facts: Facts) -> Iterator[Check]:
    """Whether `memory_manager_state` fits the configuration: policy, checksum, reserved memory, its own sums."""
    settled, path = _settled(facts, "memory-state", facts.memory.policy if facts.memory else None)
    if settled or facts.memory is None or facts.config is None:
        yield from (settled,) if settled else ()
        return
    start = _restarted(facts.memory, change.reserved_bytes(facts.config))
    says = memory.inconsistent(facts.memory, start, facts.minor, pod_level=change.pod_level(facts.config))
    wrong = list(memory.differences(facts.memory.machine, memory.filled(facts.memory, start), facts.minor))
    kept = _reserved(change.reserved_bytes(facts.config))
    held = _reserved({(node, kind): table.system_reserved for node, state in facts.memory.machine.items()
                      for kind, table in state.memory.items() if table.system_reserved})  # fmt: skip
    if says is None:
        yield Check("memory-state", NODE, "pass", kept, held, "the file fits the configuration", "", path)
        return
    detail = "; ".join(change.describe(one) for one in wrong[:4])
    yield Check("memory-state", NODE, "fail", kept, held, f"the next start says: {says} ({detail})", DRAINED, path)


def _restarted(state: memory.MemoryState, reserved: dict[tuple[int, str], int]) -> dict[int, memory.NumaState]:
    """The machine state that the kubelet would start from if the machine were as the file has it."""
    found = {}
    for number, node in state.machine.items():
        pages = sum(table.total for kind, table in node.memory.items() if kind != "memory")
        tables = {}
        for kind, table in node.memory.items():
            kept = reserved.get((number, kind), 0)
            left = (table.total - kept - (pages if kind == "memory" else 0)) % 2**64
            tables[kind] = memory.Table(table.total, kept, left, 0, left)
        found[number] = memory.NumaState(0, tables, (number,))
    return found


def _reserved(amounts: dict[tuple[int, str], int]) -> str:
    return ", ".join(
        f"node {node} {kind} {quantity.binary(amount)}" for (node, kind), amount in sorted(amounts.items())
    ) or "nothing reserved"  # fmt: skip


def next_reboot(facts: Facts) -> Iterator[Check]:
    """Whether the memory of each NUMA node is what the file says, to the byte."""
    if facts.memory is None or facts.memory.policy != "Static":
        if facts.memory is not None:
            yield Check("next-reboot", NODE, "pass", message="nothing in the files depends on the machine's memory")
        return
    path = file(facts.host, facts.host.kubelet.root_dir.lstrip("/"), memory.NAME)
    machine = facts.host.machine
    nodes = machine.nodes if machine else None
    if nodes is None or any(node.memory is None for node in nodes):
        yield Check("next-reboot", NODE, "unknown", message="the memory of the NUMA nodes cannot be read", file=path)
        return
    held = {
        number: node.memory["memory"].total for number, node in facts.memory.machine.items() if "memory" in node.memory
    }
    now = {node.id: node.memory for node in nodes}
    remedy = "remove the file at boot: spec.node.resetMemoryManagerState: onBoot of a profile installs the unit"
    if held != now:
        yield Check(
            "next-reboot", NODE, "fail", _totals(held), _totals(now),
            f"{_moved(held, now)}: the next start says: {memory.DIFFERENT}",
            f"{DRAINED}; {remedy}", path,
        )  # fmt: skip
        return
    message = (
        "the memory of each NUMA node is what the file says; a kernel that leaves less at the next boot breaks that"
    )
    yield Check("next-reboot", NODE, "pass", _totals(held), _totals(now), message, "", path)


def _moved(held: dict[int, int], now: dict[int, int | None]) -> str:
    """What is otherwise than in the file: `NUMA node 1 has 4096 bytes less than the file says`."""
    told = []
    for number in sorted(held.keys() | now.keys()):
        one, other = held.get(number), now.get(number)
        if one is None or other is None:
            told.append(f"NUMA node {number} is {'new' if one is None else 'gone'}")
        elif one != other:
            than = "more" if other > one else "less"
            told.append(f"NUMA node {number} has {abs(other - one)} bytes {than} than the file says")
    return ", ".join(told)


def _totals(amounts: dict[int, int | None] | dict[int, int]) -> str:
    return ", ".join(f"node {node} {amount}" for node, amount in sorted(amounts.items()))
