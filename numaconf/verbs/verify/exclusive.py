"""Nobody else may run on CPUs that a container has to itself: other containers, system services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.verbs.verify.facts import PAUSE, counted, file, is_sandbox, text
from numaconf.verbs.verify.model import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.observe.tasks import Owner, Thread
    from numaconf.verbs.verify.model import Container, Facts


class Others:
    """Who may run where, summed up once: by CPU the first few that may."""

    def __init__(self, facts: Facts) -> None:
        self.groups = [
            (group, group.cpus) for group in facts.host.groups
            if group.cpus and group.processes and not is_sandbox(facts.host, group)
        ]  # fmt: skip
        self.by_cpus: dict[frozenset[int], list[tuple[Owner, Thread]]] = {}
        self.seen = 0
        for owner, threads in facts.host.tasks:
            for one in threads:
                self.seen += 1
                if one.cpus is not None and not (owner.pod and one.name == PAUSE):
                    self.by_cpus.setdefault(one.cpus, []).append((owner, one))


def exclusive(facts: Facts, container: Container, others: Others) -> Iterator[Check]:
    """Whether anybody else may run on a container's CPUs."""
    if container.cpus is None:
        return
    wanted = f"CPU {text(container.cpus)} for this container alone"
    own = container.group
    mates = _mates(facts, container)
    for group, cpus in others.groups:
        if (own is None or group.path != own.path) and cpus & container.cpus and group.container not in mates:
            name = _speak(facts, group.pod, group.container)
            yield Check(
                "exclusive", container.subject, "fail", wanted, f"{name} on {text(cpus & container.cpus)}",
                f"{name} may run on CPU {text(cpus & container.cpus)}",
                "find out what writes its cgroup: another CPU manager or an NRI plugin beside the static policy",
                file(facts.host, "sys/fs/cgroup", group.path),
            )  # fmt: skip
            return
    if own is None:
        yield Check("exclusive", container.subject, "unknown", wanted, "", "its own cgroup cannot be found")
        return
    if not others.seen:
        yield Check("exclusive", container.subject, "unknown", wanted, "", "the host's processes cannot be seen")
        return
    found = [
        (owner, one)
        for cpus, each in others.by_cpus.items() if cpus & container.cpus
        for owner, one in each
        if not _is_own(owner, one, own.container, own.processes) and not (owner.container and owner.container in mates)
    ]  # fmt: skip
    if not found:
        yield Check("exclusive", container.subject, "pass", wanted, "nobody else", "")
        return
    names = list(dict.fromkeys(one.name for _, one in found))
    owner, one = found[0]
    yield Check(
        "exclusive", container.subject, "fail", wanted, f"{one.name} ({one.tid}) on {text(one.cpus)}",
        f"{counted(len(found), 'thread')} outside of it may run there: {', '.join(names[:5])}"
        f"{' …' if len(names) > 5 else ''}",
        "keep system services to the reserved CPUs: AllowedCPUs= of system.slice and user.slice, or CPUAffinity= in "
        "/etc/systemd/system.conf" if not owner.pod else "find out what sets the affinity of this thread",
        file(facts.host, f"proc/{one.pid}/task/{one.tid}/status"),
    )  # fmt: skip


def _mates(facts: Facts, container: Container) -> set[str]:
    """The containers that share its CPUs by the kubelet's own will: those of a pod that has CPUs as a whole."""
    if facts.cpu is None or container.pod not in facts.cpu.pods:
        return set()
    alike = [one for one in facts.containers if one.pod == container.pod and one.cpus == container.cpus]
    return {one.group.container for one in alike if one.group is not None}


def _is_own(owner: Owner, one: Thread, container: str, processes: Sequence[int]) -> bool:
    return one.pid in processes or bool(container and owner.container == container)


def _speak(facts: Facts, pod: str, container: str) -> str:
    name = facts.host.names.containers.get(container)
    return f"pod {facts.host.names.pod(pod)} " + (f"container {name}" if name else f"container {container[:12]}")
