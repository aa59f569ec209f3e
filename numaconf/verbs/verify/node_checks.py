"""Checks of the node: configuration, state files, NUMA nodes, hugepages, kernel parameters, interrupts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import differences, options, quantity
from numaconf.kubelet.compare import missing
from numaconf.kubelet.state import change, cpu, memory
from numaconf.observe.interrupts import balancer
from numaconf.observe.kubelet import changed_since_start
from numaconf.verbs.verify.facts import file, text
from numaconf.verbs.verify.model import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.verbs.verify.model import Facts

NODE = "node"
DRAINED = "drain the node, stop the kubelet, remove the file, start the kubelet (numaconf plan says the steps)"


def kubelet_config(facts: Facts) -> Iterator[Check]:
    """What is in force against what was asked for, field by field."""
    where = ", ".join(facts.files)
    if facts.config is None:
        yield Check("kubelet-config", "kubelet", "unknown", message=facts.why_no_config, file=where)
        return
    newer = changed_since_start(facts.host.tree, facts.host.kubelet, facts.files)
    if newer is not None:
        message = f"{newer} was changed after the kubelet had started, so what it says is not in force"
        yield Check("kubelet-config", "kubelet", "unknown", "", "", message, "restart the kubelet", where)
        return
    if facts.asked is None:
        message = f"in force by {where}" if where else "in force by the command line alone"
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
            "kubelet-config", f"kubelet {name}", "fail", _value(value), _value(found),
            f"{name} is {_value(found)}, and {facts.asked.path} asks for {_value(value)}",
            "write it into the kubelet's configuration and restart the kubelet; numaconf plan says the steps", where,
        )  # fmt: skip
    if not wrong:
        count = len(asked)
        message = f"all {count} fields that {facts.asked.path} asks for are in force"
        yield Check("kubelet-config", "kubelet", "pass", message=message, file=where)


def _is_asked_for(facts: Facts, name: str) -> bool:
    """Whether the document itself sets a field, and not its platform."""
    assert facts.asked is not None
    node = facts.asked.node
    routes = [route for route, _ in node.leaves() if route[0] == name]
    return any(node.origin(*route).kind == "document" for route in routes)


def _value(value: object) -> str:
    import json

    if value is None:
        return "not set"
    return value if isinstance(value, str) else json.dumps(value)


def cpu_state(facts: Facts) -> Iterator[Check]:
    """Whether `cpu_manager_state` fits the configuration and the machine, as the next start of the kubelet asks."""
    path = file(facts.host, facts.host.kubelet.root_dir.lstrip("/"), cpu.NAME)
    if cpu.NAME in facts.broken:
        yield Check(
            "cpu-state", NODE, "fail", "a file that the kubelet reads", facts.broken[cpu.NAME],
            cpu.restoring(facts.broken[cpu.NAME]), DRAINED, path,
        )  # fmt: skip
        return
    if facts.cpu is None:
        yield Check("cpu-state", NODE, "unknown", message=f"{path} is not there or cannot be read", file=path)
        return
    if facts.config is None:
        yield Check("cpu-state", NODE, "unknown", found=facts.cpu.policy, message=facts.why_no_config, file=path)
        return
    policy = options.cpu_policy(facts.config)
    if policy != facts.cpu.policy:
        says = f'configured policy "{policy}" differs from state checkpoint policy "{facts.cpu.policy}"'
        yield Check("cpu-state", NODE, "fail", policy, facts.cpu.policy, cpu.restoring(says), DRAINED, path)
        return
    if policy != "static":
        yield Check("cpu-state", NODE, "pass", policy, facts.cpu.policy, "no container has CPUs to itself", "", path)
        return
    yield _static(facts, path)


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
    manager = cpu.CpuManager("static", machine.cpus, reserved, strict)
    says = cpu.inconsistent(shared, assigned, manager)
    expected = f"reserved {text(reserved)}{' (strict)' if strict else ''}, CPUs {text(manager.pool)}"
    found = f"shared {text(shared)}, exclusive {text(frozenset().union(*assigned.values()))}"
    if says is not None:
        return Check("cpu-state", NODE, "fail", expected, found, f"the next start says: {says}", DRAINED, path)
    return Check("cpu-state", NODE, "pass", expected, found, "the next start of the kubelet takes the file", "", path)


def memory_state(facts: Facts) -> Iterator[Check]:
    """Whether `memory_manager_state` fits the configuration: policy, checksum, reserved memory, its own sums."""
    path = file(facts.host, facts.host.kubelet.root_dir.lstrip("/"), memory.NAME)
    if memory.NAME in facts.broken:
        yield Check(
            "memory-state", NODE, "fail", "a file that the kubelet reads", facts.broken[memory.NAME],
            memory.restoring(facts.broken[memory.NAME]), DRAINED, path,
        )  # fmt: skip
        return
    if facts.memory is None:
        yield Check("memory-state", NODE, "unknown", message=f"{path} is not there or cannot be read", file=path)
        return
    if facts.config is None:
        yield Check("memory-state", NODE, "unknown", found=facts.memory.policy, message=facts.why_no_config, file=path)
        return
    policy = options.memory_policy(facts.config)
    if policy != facts.memory.policy:
        differs = f'configured policy "{policy}" differs from state checkpoint policy "{facts.memory.policy}"'
        message = memory.restoring(f"[memorymanager] {differs}")
        yield Check("memory-state", NODE, "fail", policy, facts.memory.policy, message, DRAINED, path)
        return
    if policy != "Static":
        yield Check("memory-state", NODE, "pass", policy, policy, "no container has memory to itself", "", path)
        return
    start = _restarted(facts.memory, change.reserved_bytes(facts.config))
    says = memory.inconsistent(facts.memory, start, facts.minor)
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
            "next-reboot", NODE, "fail", _totals(held), _totals(now), f"the next start says: {memory.DIFFERENT}",
            f"{DRAINED}; {remedy}", path,
        )  # fmt: skip
        return
    message = (
        "the memory of each NUMA node is what the file says; a kernel that leaves less at the next boot breaks that"
    )
    yield Check("next-reboot", NODE, "pass", _totals(held), _totals(now), message, "", path)


def _totals(amounts: dict[int, int | None] | dict[int, int]) -> str:
    return ", ".join(f"node {node} {amount}" for node, amount in sorted(amounts.items()))


def numa_nodes(facts: Facts) -> Iterator[Check]:
    """The NUMA nodes of the machine against those that were asked for, or those that the kubelet knows."""
    machine = facts.host.machine
    if machine is None or machine.nodes is None:
        yield Check("numa-nodes", NODE, "unknown", message="there is no /sys/devices/system/node")
        return
    wanted = facts.asked.machine if facts.asked else None
    found = {node.id: node.cpus for node in machine.nodes}
    shown = ", ".join(f"{number}: {text(frozenset(cpus or ()))}" for number, cpus in found.items())
    if wanted is not None and wanted.nodes is not None:
        expected = {node.id: node.cpus for node in wanted.nodes}
        listed = ", ".join(
            f"{number}: {'any' if cpus is None else text(frozenset(cpus))}" for number, cpus in expected.items()
        )
        same = expected.keys() == found.keys() and all(
            cpus is None or set(cpus) == set(found[number] or ()) for number, cpus in expected.items()
        )
        message = "the machine is the one that was asked for" if same else f"the machine is not {wanted.name}"
        remedy = "" if same else "use the profile on machines of its shape, or look at SNC, NPS and SMT in the firmware"
        yield Check("numa-nodes", NODE, "pass" if same else "fail", listed, shown, message, remedy)
        return
    held = set(facts.memory.machine) if facts.memory and facts.memory.machine else None
    if held is None:
        yield Check("numa-nodes", NODE, "pass", "", shown, f"{len(found)} NUMA node(s)")
        return
    same = held == set(found)
    yield Check(
        "numa-nodes", NODE, "pass" if same else "fail", text(frozenset(held)), text(frozenset(found)),
        f"{len(found)} NUMA node(s): {shown}" if same else "the kubelet's file has other NUMA nodes than the machine",
        "" if same else DRAINED,
    )  # fmt: skip


def hugepages(facts: Facts) -> Iterator[Check]:
    """The pools of hugepages on each NUMA node against what was asked for, or what the kubelet counted at its start."""
    machine = facts.host.machine
    nodes = {node.id: node.hugepages for node in machine.nodes or ()} if machine else {}
    if not nodes or None in nodes.values():
        if facts.asked is not None and facts.asked.hugepages:
            yield Check("hugepages", NODE, "unknown", message="the pools cannot be read")
        return
    if facts.asked is not None and facts.asked.hugepages:
        yield from _asked_hugepages(facts, nodes)
        return
    if facts.memory is None or not facts.memory.machine:
        return
    held = {
        (number, kind): table.total for number, node in facts.memory.machine.items()
        for kind, table in node.memory.items() if kind != "memory"
    }  # fmt: skip
    now = {
        (number, f"hugepages-{quantity.binary(size)}"): size * count
        for number, pools in nodes.items() for size, count in (pools or {}).items()
    }  # fmt: skip
    same = {key: value for key, value in held.items() if value} == {key: value for key, value in now.items() if value}
    yield Check(
        "hugepages", NODE, "pass" if same else "fail", _pools(held), _pools(now),
        "the pools are as the kubelet counted them" if same
        else "the pools have changed since the kubelet started: it does not know, and its next start is refused",
        "" if same else "set the pools before the kubelet starts (a profile's spec.hugepages installs a unit), then "
        + DRAINED,
    )  # fmt: skip


def _asked_hugepages(facts: Facts, nodes: dict[int, dict[int, int] | None]) -> Iterator[Check]:
    assert facts.asked is not None
    for pool in facts.asked.hugepages or ():
        on = [pool.numa_node] if pool.numa_node is not None else sorted(nodes)
        count = sum((nodes.get(number) or {}).get(pool.size, 0) for number in on)
        where = f" on NUMA node {pool.numa_node}" if pool.numa_node is not None else ""
        enough = count == pool.pages if pool.numa_node is not None else count >= pool.pages
        size = quantity.binary(pool.size)
        message = "" if enough else f"{count} pages of {size}{where}, {pool.pages} were asked for"
        remedy = "allocate them at boot, before memory is in pieces: kernel parameters, or a unit before the kubelet"
        yield Check(
            "hugepages", f"{size}{where}", "pass" if enough else "fail", str(pool.pages), str(count), message,
            "" if enough else remedy,
        )  # fmt: skip


def _pools(amounts: dict[tuple[int, str], int]) -> str:
    return ", ".join(
        f"node {node} {kind.removeprefix('hugepages-')} {quantity.binary(amount)}"
        for (node, kind), amount in sorted(amounts.items()) if amount
    ) or "none"  # fmt: skip


def kernel_parameters(facts: Facts) -> Iterator[Check]:
    """The parameters isolcpus and nohz_full against the reserved CPUs, on which system services run."""
    machine = facts.host.machine
    given = machine.kernel_parameters if machine else None
    path = file(facts.host, "proc/cmdline")
    if given is None:
        yield Check("kernel-parameters", NODE, "unknown", message="the kernel's command line cannot be read", file=path)
        return
    reserved = change.reserved_cpus(facts.config) if facts.config else None
    sets = {name: _cpus(given[name]) for name in ("isolcpus", "nohz_full") if given.get(name)}
    if not sets:
        yield Check("kernel-parameters", NODE, "pass", message="neither isolcpus nor nohz_full is set", file=path)
        return
    shown = ", ".join(f"{name}={given[name]}" for name in sets)
    if reserved is None or None in sets.values():
        message = "the reserved CPUs are unknown" if reserved is None else "the list is no list of CPUs"
        yield Check("kernel-parameters", NODE, "unknown", "", shown, message, "", path)
        return
    wrong = {name: cpus & reserved for name, cpus in sets.items() if cpus is not None and cpus & reserved}
    detail = "; ".join(
        f"{name} takes CPU {text(cpus)}, which is reserved for the system" for name, cpus in wrong.items()
    )
    yield Check(
        "kernel-parameters", NODE, "fail" if wrong else "pass", f"not CPU {text(reserved)}", shown,
        detail or "the reserved CPUs are left to the system",
        "take the reserved CPUs out of isolcpus and nohz_full, and boot again" if wrong else "", path,
    )  # fmt: skip


def _cpus(value: str) -> frozenset[int] | None:
    """The CPUs of `isolcpus=managed_irq,domain,2-7`."""
    from numaconf.observe.cgroups import numbers

    parts = [one for one in value.split(",") if one[:1].isdigit()]
    return numbers(",".join(parts)) if parts else None


def irq_affinity(facts: Facts) -> Iterator[Check]:
    """Interrupts on CPUs that containers have to themselves."""
    exclusive = frozenset[int]().union(*(one.cpus for one in facts.containers if one.cpus))
    if not exclusive:
        return
    found = facts.host.interrupts
    if found is None:
        yield Check("irq-affinity", NODE, "unknown", message="/proc/irq cannot be read")
        return
    wrong = [one for one in found if one.cpus & exclusive]
    expected = f"not on CPU {text(exclusive)}"
    if wrong:
        names = ", ".join(f"{one.number} {one.name} on {text(one.cpus & exclusive)}" for one in wrong[:5])
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        yield Check(
            "irq-affinity", NODE, "fail", expected, text(frozenset().union(*(one.cpus for one in wrong))),
            f"interrupts hit CPUs that containers have to themselves: {names}{more}",
            "write the other CPUs into /proc/irq/N/smp_affinity_list and IRQBALANCE_BANNED_CPULIST, or boot with "
            "isolcpus=managed_irq,…", file(facts.host, f"proc/irq/{wrong[0].number}/effective_affinity_list"),
        )  # fmt: skip
        return
    watch = balancer(facts.host.tree)
    machine = facts.host.machine
    left = frozenset(machine.isolated_cpus or ()) if machine else frozenset()
    if watch.runs and exclusive - watch.banned - left:
        yield Check(
            "irq-affinity", NODE, "unknown", expected, "",
            "no interrupt is there now, but irqbalance runs and may move one",
            "name the exclusive CPUs in IRQBALANCE_BANNED_CPULIST",
        )  # fmt: skip
        return
    yield Check("irq-affinity", NODE, "pass", expected, "", f"{len(found)} interrupts, none there")
