"""Checks of each container that has CPUs or memory to itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from numaconf.kubelet import gates, options
from numaconf.kubelet.version import Version
from numaconf.observe.pages import pages
from numaconf.verbs.verify.facts import counted, file, text
from numaconf.verbs.verify.model import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import Machine
    from numaconf.observe.tasks import Thread
    from numaconf.verbs.verify.model import Container, Facts

NO_QUOTA = "DisableCPUQuotaWithExclusiveCPUs"


def container_checks(facts: Facts, container: Container) -> Iterator[Check]:
    """Everything about one container."""
    if container.group is None and (container.cpus is not None or container.nodes is not None):
        message = "no cgroup of it can be found: it does not run, or it is not known which one it is"
        for id_ in ("cpus-allowed", "mems-allowed"):
            wanted = container.cpus if id_ == "cpus-allowed" else container.nodes
            if wanted is not None:
                yield Check(id_, container.subject, "unknown", text(wanted), "", message)
    else:
        threads = _threads(facts, container)
        yield from cpus_allowed(facts, container, threads)
        yield from mems_allowed(facts, container, threads)
        yield from cfs_quota(facts, container)
        yield from page_placement(facts, container)
    yield from whole_cores(facts, container)
    yield from one_numa_node(facts, container)
    yield from devices(facts, container)


def _threads(facts: Facts, container: Container) -> list[Thread]:
    assert container.group is not None
    return [one for pid in container.group.processes for one in facts.host.threads(pid)]


def cpus_allowed(facts: Facts, container: Container, threads: list[Thread]) -> Iterator[Check]:
    """State file = cgroup = every thread. A thread that pins itself to fewer of the CPUs is fine."""
    if container.cpus is None or container.group is None:
        return
    group, wanted = container.group, text(container.cpus)
    path = file(facts.host, "sys/fs/cgroup", group.path)
    remedy = (
        "find out what writes the cgroup (another CPU manager, an NRI plugin, a tuning script); the kubelet sets it "
        "again within cpuManagerReconcilePeriod"
    )
    if group.cpus is not None and group.cpus != container.cpus:
        message = f"the cgroup allows CPU {text(group.cpus)}, the kubelet gave {wanted}"
        yield Check("cpus-allowed", container.subject, "fail", wanted, text(group.cpus), message, remedy, path)
        return
    wrong = [one for one in threads if one.cpus is not None and not one.cpus <= container.cpus]
    if wrong:
        one = wrong[0]
        where = file(facts.host, f"proc/{one.pid}/task/{one.tid}/status")
        message = (
            f"thread {one.tid} ({one.name}) may run on CPU {text(one.cpus)}; {len(wrong)} of {len(threads)} threads"
        )
        yield Check("cpus-allowed", container.subject, "fail", wanted, text(one.cpus), message, remedy, where)
        return
    if group.cpus is None and not any(one.cpus is not None for one in threads):
        message = "neither its cgroup nor its threads can be read"
        yield Check("cpus-allowed", container.subject, "unknown", wanted, "", message, "", path)
        return
    fewer = sum(one.cpus != container.cpus for one in threads if one.cpus is not None)
    message = f"state file, cgroup and all {len(threads)} threads agree"
    if fewer:
        message = f"{fewer} of {len(threads)} threads pin themselves to some of these CPUs"
    yield Check("cpus-allowed", container.subject, "pass", wanted, wanted, message, "", path)


def mems_allowed(facts: Facts, container: Container, threads: list[Thread]) -> Iterator[Check]:
    """The NUMA nodes of its memory = `cpuset.mems` = every thread."""
    if container.nodes is None or container.group is None:
        return
    group, wanted = container.group, text(container.nodes)
    path = file(facts.host, "sys/fs/cgroup", group.path)
    remedy = "the kubelet sets cpuset.mems when a container starts: delete the pod, so that it is created again"
    if group.mems is not None and group.mems != container.nodes:
        message = f"the cgroup allows memory of NUMA node {text(group.mems)}, the kubelet gave {wanted}"
        yield Check("mems-allowed", container.subject, "fail", wanted, text(group.mems), message, remedy, path)
        return
    wrong = [one for one in threads if one.mems is not None and one.mems != container.nodes]
    if wrong:
        one = wrong[0]
        where = file(facts.host, f"proc/{one.pid}/task/{one.tid}/status")
        message = f"thread {one.tid} ({one.name}) may have memory of NUMA node {text(one.mems)}"
        yield Check("mems-allowed", container.subject, "fail", wanted, text(one.mems), message, remedy, where)
        return
    if group.mems is None and not any(one.mems is not None for one in threads):
        message = "neither its cgroup nor its threads can be read"
        yield Check("mems-allowed", container.subject, "unknown", wanted, "", message, "", path)
        return
    yield Check("mems-allowed", container.subject, "pass", wanted, wanted, "", "", path)


def cfs_quota(facts: Facts, container: Container) -> Iterator[Check]:
    """No CFS quota on containers with exclusive CPUs, from the version that switches it off (1.33)."""
    if container.cpus is None or container.group is None:
        return
    group, path = container.group, file(facts.host, "sys/fs/cgroup", container.group.path)
    given = (facts.config.config.get("featureGates") if facts.config else None) or {}
    version = Version(1, facts.minor)
    off = gates.enabled(NO_QUOTA, given, version)
    found = "unknown" if not group.quota_known else "none" if group.quota is None else f"{group.quota} µs"
    if not group.quota_known:
        yield Check("cfs-quota", container.subject, "unknown", message="the quota cannot be read", file=path)
    elif group.quota is None or not off:
        message = "" if group.quota is None else f"Kubernetes 1.{facts.minor} leaves the quota on"
        yield Check("cfs-quota", container.subject, "pass", "none" if off else "", found, message, "", path)
    elif not facts.minor_known:
        message = f"it has a quota, which Kubernetes switches off from 1.33 on ({NO_QUOTA}); the version is unknown"
        remedy = "give --kubernetes-version"
        yield Check("cfs-quota", container.subject, "unknown", "none", found, message, remedy, path)
    else:
        message = "a container with CPUs to itself is throttled by a quota that this kubelet should not have set"
        remedy = (
            "delete the pod, so that it is created again (it is older than the kubelet's version, or a runtime set it)"
        )
        yield Check("cfs-quota", container.subject, "fail", "none", found, message, remedy, path)


def whole_cores(facts: Facts, container: Container) -> Iterator[Check]:
    """Whole cores, where full-pcpus-only asks for them; otherwise it is only told."""
    machine = facts.host.machine
    if container.cpus is None:
        return
    wanted = _option(facts, "full-pcpus-only")
    if machine is None or machine.cores is None:
        yield Check("whole-cores", container.subject, "unknown", message="the machine's cores cannot be read")
        return
    split = [core for core in machine.cores if 0 < len(set(core) & container.cpus) < len(core)]
    if not split:
        message = f"{text(container.cpus)} is whole cores{_caches(machine, container.cpus)}"
        yield Check("whole-cores", container.subject, "pass", "whole cores", "whole cores", message)
        return
    shared = "; ".join(
        f"CPU {text(frozenset(core) & container.cpus)} of the core {text(frozenset(core))}" for core in split
    )
    message = f"it has only {shared}"
    if wanted:
        remedy = "delete the pod, so that it is admitted again: full-pcpus-only was turned on after it had started"
        yield Check("whole-cores", container.subject, "fail", "whole cores", shared, message, remedy)
    else:
        message += "; full-pcpus-only, which was not asked for, would prevent that"
        yield Check("whole-cores", container.subject, "pass", "", shared, message)


def _option(facts: Facts, name: str) -> bool:
    node = facts.config or (facts.asked.node if facts.asked else None)
    return node is not None and options.on(node.config.get("cpuManagerPolicyOptions"), name)


def _caches(machine: Machine, cpus: frozenset[int]) -> str:
    if not machine.l3:
        return ""
    count = sum(bool(set(cache) & cpus) for cache in machine.l3)
    return f", on {count} L3 cache{'' if count == 1 else 's'}"


def _nodes_of(machine: Machine, cpus: frozenset[int]) -> frozenset[int]:
    return frozenset(node.id for node in machine.nodes or () if set(node.cpus or ()) & cpus)


def one_numa_node(facts: Facts, container: Container) -> Iterator[Check]:
    """CPUs and memory on one NUMA node, where the topology manager's policy asks for it."""
    machine = facts.host.machine
    if container.cpus is None:
        return
    if machine is None or machine.nodes is None:
        yield Check("one-numa-node", container.subject, "unknown", message="the machine's NUMA nodes cannot be read")
        return
    cpus = _nodes_of(machine, container.cpus)
    found = cpus | (container.nodes or frozenset())
    node = facts.config or (facts.asked.node if facts.asked else None)
    policy = options.topology_policy(node) if node else None
    where = f"CPUs on NUMA node {text(cpus)}"
    if container.nodes is not None:
        where += f", memory on {text(container.nodes)}"
    if len(found) == 1:
        yield Check("one-numa-node", container.subject, "pass", "one NUMA node", text(found), where)
    elif policy == "single-numa-node":
        remedy = "delete the pod, so that it is admitted again: it is older than the policy"
        yield Check("one-numa-node", container.subject, "fail", "one NUMA node", text(found), where, remedy)
    elif policy == "restricted" and len(cpus) > (fewest := _fewest(facts, container)):
        remedy = "delete the pod, so that it is admitted again: it is older than the policy"
        message = f"{where}; under restricted it would have got {fewest}"
        yield Check(
            "one-numa-node", container.subject, "fail", counted(fewest, "NUMA node"), text(cpus), message, remedy
        )
    elif policy is None:
        yield Check("one-numa-node", container.subject, "unknown", "", text(found), f"{where}; the policy is unknown")
    else:
        message = f"{where}; the policy {policy} allows that"
        yield Check("one-numa-node", container.subject, "pass", "", text(found), message)


def _fewest(facts: Facts, container: Container) -> int:
    """On how many NUMA nodes restricted would have put a container at most: as few as its CPUs need, or as its memory
    has. With scope pod or align-by-socket its own CPUs do not tell.
    """
    machine = facts.host.machine
    node = facts.config or (facts.asked.node if facts.asked else None)
    assert machine is not None
    assert container.cpus is not None
    every = len(machine.nodes or ())
    if node is None or node.config.get("topologyManagerScope") == "pod" or _option(facts, "align-by-socket"):
        return every
    needed, left = 0, len(container.cpus)
    for size in sorted((len(one.cpus or ()) for one in machine.nodes or ()), reverse=True):
        if left > 0:
            needed, left = needed + 1, left - size
    return max(needed, len(container.nodes or ()))


def devices(facts: Facts, container: Container) -> Iterator[Check]:
    """The NUMA nodes that the device plugins name, and that the machine has, against those of the CPUs."""
    machine = facts.host.machine
    if machine is None or container.cpus is None:
        return
    cpus = _nodes_of(machine, container.cpus)
    known = {one.address: one.numa_node for one in machine.pci_devices or ()}
    node = facts.config or (facts.asked.node if facts.asked else None)
    strict = node is not None and options.topology_policy(node) in {"restricted", "single-numa-node"}
    for entry in container.devices:
        nodes = {number for number, ids in entry.devices.items() if number >= 0 and ids}
        real = {known[one] for ids in entry.devices.values() for one in ids if known.get(one) is not None}
        subject = f"{container.subject} {entry.resource}"
        wanted, found = text(cpus), text(frozenset(number for number in nodes | real if number is not None))
        if real and not nodes:
            yield Check(
                "devices", subject, "fail", text(frozenset(one for one in real if one is not None)), "none",
                "the device plugin names no NUMA node, so the kubelet cannot align the device; the machine has one",
                "look for the plugin's topology setting, or update it",
            )  # fmt: skip
        elif not nodes:
            yield Check("devices", subject, "unknown", wanted, "", "the device plugin names no NUMA node")
        elif nodes <= cpus and (not real or real <= cpus):
            yield Check("devices", subject, "pass", wanted, found, "devices and CPUs are on the same NUMA nodes")
        else:
            message = f"CPUs on NUMA node {wanted}, devices on {found}"
            remedy = "delete the pod, so that it is admitted again" if strict else (
                "a topology manager policy of restricted or single-numa-node would keep them together"
            )  # fmt: skip
            yield Check("devices", subject, "fail" if strict else "unknown", wanted, found, message, remedy)


def page_placement(facts: Facts, container: Container) -> Iterator[Check]:
    """Pages of its own on other NUMA nodes than its memory's. Those of files are reported, and are not a fault."""
    if container.nodes is None or container.group is None:
        return
    own: dict[int, int] = defaultdict(int)
    files: dict[int, int] = defaultdict(int)
    seen = 0
    for pid in container.group.processes[:64]:
        found = pages(facts.host.tree, pid)
        if found is None:
            continue
        seen += 1
        for amounts, into in ((found.own, own), (found.files, files)):
            for node, amount in amounts.items():
                into[node] += amount
    wanted = text(container.nodes)
    if not seen:
        message = "numa_maps of its processes cannot be read (root of the host can)"
        yield Check("page-placement", container.subject, "unknown", wanted, "", message)
        return
    away = {node: amount for node, amount in own.items() if node not in container.nodes and amount}
    shown = ", ".join(f"node {node} {amount >> 10} KiB" for node, amount in sorted(own.items()) if amount) or "none"
    path = file(facts.host, f"proc/{container.group.processes[0]}/numa_maps")
    if away:
        remedy = "it was touched before cpuset.mems was set, or moved: restart the container; numastat -p shows more"
        message = "memory of its own is on a NUMA node that it may not use"
        yield Check("page-placement", container.subject, "fail", wanted, shown, message, remedy, path)
        return
    other = sum(amount for node, amount in files.items() if node not in container.nodes)
    message = (
        f"{other >> 10} KiB of page cache and shared libraries are elsewhere, where they were read first"
        if other
        else ""
    )
    yield Check("page-placement", container.subject, "pass", wanted, shown, message, "", path)
