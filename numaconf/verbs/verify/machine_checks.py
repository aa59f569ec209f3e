"""Checks of the machine: NUMA nodes, hugepages, kernel parameters, interrupts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import quantity
from numaconf.kubelet.state import change
from numaconf.observe.interrupts import balancer
from numaconf.verbs.verify.facts import counted, file, text
from numaconf.verbs.verify.model import Check
from numaconf.verbs.verify.node_checks import DRAINED, NODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.verbs.verify.model import Facts


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
        yield Check("numa-nodes", NODE, "pass", "", shown, counted(len(found), "NUMA node"))
        return
    same = held == set(found)
    yield Check(
        "numa-nodes", NODE, "pass" if same else "fail", text(frozenset(held)), text(frozenset(found)),
        f"{counted(len(found), 'NUMA node')}: {shown}"
        if same
        else "the kubelet's file has other NUMA nodes than the machine",
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
        message = "the reserved CPUs are unknown" if reserved is None else "the list is not a list of CPUs"
        yield Check("kernel-parameters", NODE, "unknown", "", shown, message, "", path)
        return
    wrong = {name: cpus & reserved for name, cpus in sets.items() if cpus is not None and cpus & reserved}
    detail = "; ".join(
        f"{name} takes CPU {text(cpus)}, which is reserved for the system" for name, cpus in wrong.items()
    )
    yield Check(
        "kernel-parameters", NODE, "fail" if wrong else "pass", f"not CPU {text(reserved)}", shown,
        detail or "the reserved CPUs are left to the system",
        "take the reserved CPUs out of isolcpus and nohz_full, and reboot" if wrong else "", path,
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
    yield Check("irq-affinity", NODE, "pass", expected, "", f"interrupts: {len(found)}, none there")
