"""Inside a pod, without any rights: what a container can see of its own CPUs, memory and quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.machine.notation import cpu_text
from numaconf.observe import cgroups, tasks
from numaconf.observe.host import Host
from numaconf.observe.pages import pages
from numaconf.verbs.verify.facts import text
from numaconf.verbs.verify.model import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version
    from numaconf.verbs.verify.model import Asked, Verdict

SUBJECT = "this container"


def itself(root: str, version: Version | None, asked: Asked | None) -> Iterator[Check]:
    """The checks of the container that the program runs in; unknown is what only the node can tell."""
    host = Host(root)
    tree = host.tree
    own = [one for pid in tasks.pids(tree) for one in tasks.threads(tree, pid)]
    first = next(iter(tasks.threads(tree, 1)), own[0] if own else None)
    cpus, mems = (first.cpus, first.mems) if first else (None, None)
    yield from _cpus(host, cpus, own)
    yield from _mems(host, mems)
    yield from _shape(host, cpus, asked)
    yield _quota(host, version)
    found = pages(tree, 1)
    if found is not None and mems is not None:
        away = {node: amount for node, amount in found.own.items() if node not in mems and amount}
        shown = ", ".join(f"node {node} {amount >> 10} KiB" for node, amount in sorted(found.own.items())) or "none"
        yield Check("page-placement", SUBJECT, "fail" if away else "pass", text(mems), shown)
    for id_, why in (
        ("exclusive", "who else may run there is seen on the node only"),
        ("kubelet-config", "the kubelet's files are on the node"),
        ("cpu-state", "the kubelet's files are on the node"),
        ("memory-state", "the kubelet's files are on the node"),
    ):
        yield Check(id_, SUBJECT, "unknown", message=why, remedy="kubectl debug node/NODE (numaconf verify --help)")


def _cpus(host: Host, cpus: frozenset[int] | None, own: list[tasks.Thread]) -> Iterator[Check]:
    tree = host.tree
    group = cgroups.numbers(
        tree.text("sys/fs/cgroup/cpuset.cpus.effective") or tree.text("sys/fs/cgroup/cpuset/cpuset.effective_cpus")
        or tree.text("sys/fs/cgroup/cpuset/cpuset.cpus")
    )  # fmt: skip
    if cpus is None:
        yield Check("cpus-allowed", SUBJECT, "unknown", message="/proc/self/status does not say")
        return
    machine = host.machine
    everything = machine.cpus if machine else None
    wide = [one for one in own if one.cpus is not None and group is not None and not one.cpus <= group]
    if wide:
        message = f"thread {wide[0].tid} ({wide[0].name}) may run outside of the container's cgroup"
        yield Check("cpus-allowed", SUBJECT, "fail", text(group), text(wide[0].cpus), message)
    elif everything is not None and cpus == everything:
        message = "it may run on every CPU of the machine: no CPU manager pins it"
        remedy = "a Guaranteed pod with whole CPUs under cpuManagerPolicy static gets its own"
        yield Check("cpus-allowed", SUBJECT, "unknown", "", text(cpus), message, remedy)
    else:
        yield Check("cpus-allowed", SUBJECT, "pass", text(group or cpus), text(cpus), f"{len(own)} threads seen")


def _mems(host: Host, mems: frozenset[int] | None) -> Iterator[Check]:
    if mems is None:
        yield Check("mems-allowed", SUBJECT, "unknown", message="/proc/self/status does not say")
        return
    ids = host.machine.node_ids if host.machine else None
    some = ids is not None and mems < set(ids)
    message = "" if some or not ids else "memory of every NUMA node: no Static memory manager, or one NUMA node"
    expected = f"some of {cpu_text(ids)}" if ids and len(ids) > 1 else ""
    yield Check("mems-allowed", SUBJECT, "pass" if some else "unknown", expected, text(mems), message)


def _shape(host: Host, cpus: frozenset[int] | None, asked: Asked | None) -> Iterator[Check]:
    machine = host.machine
    if cpus is None or machine is None:
        return
    split = [core for core in machine.cores or () if 0 < len(set(core) & cpus) < len(core)]
    if machine.cores:
        found = "parts of cores" if split else "whole cores"
        message = f"{len(split)} cores are shared with others" if split else ""
        yield Check("whole-cores", SUBJECT, "unknown" if split else "pass", "whole cores", found, message)
    nodes = frozenset(node.id for node in machine.nodes or () if set(node.cpus or ()) & cpus)
    policy = options.topology_policy(asked.node) if asked else None
    if nodes:
        one = len(nodes) == 1
        verdict: Verdict = "pass" if one else "fail" if policy == "single-numa-node" else "unknown"
        yield Check("one-numa-node", SUBJECT, verdict, "one NUMA node", text(nodes), "")


def _quota(host: Host, version: Version | None) -> Check:
    tree = host.tree
    words = (tree.text("sys/fs/cgroup/cpu.max") or "").split()
    quota = words[0] if words else (
        tree.text("sys/fs/cgroup/cpu/cpu.cfs_quota_us") or tree.text("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us")
    )  # fmt: skip
    if quota is None:
        return Check("cfs-quota", SUBJECT, "unknown", message="the quota cannot be read")
    if quota in {"max", "-1"}:
        return Check("cfs-quota", SUBJECT, "pass", "none", "none")
    message = f"a quota of {quota} µs; Kubernetes leaves it out for containers with exclusive CPUs from 1.33 on"
    return Check(
        "cfs-quota", SUBJECT, "unknown" if version is None or version.minor >= 33 else "pass", "none", quota, message
    )
