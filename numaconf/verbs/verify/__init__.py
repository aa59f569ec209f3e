"""Proof on a node, or of a tree that somebody sent: that what was asked for is in force, and that pinning holds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.named import NamedTuple
from numaconf.verbs.verify import machine_checks, node_checks, told
from numaconf.verbs.verify.container_checks import container_checks
from numaconf.verbs.verify.exclusive import Others, exclusive
from numaconf.verbs.verify.facts import facts, own_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version
    from numaconf.observe.configz import Asked as Configz
    from numaconf.verbs.verify.model import Asked, Check, Container, Facts

NODE_CHECKS = (
    node_checks.kubelet_config, told.by_its_own_word,
    node_checks.cpu_state, node_checks.memory_state, node_checks.next_reboot,
    machine_checks.numa_nodes, machine_checks.hugepages, machine_checks.kernel_parameters, machine_checks.irq_affinity,
)  # fmt: skip
"""In the order in which they are told."""


class Report(NamedTuple):
    """All checks of a host, and whose it is."""

    root: str
    checks: tuple[Check, ...]

    def count(self, verdict: str) -> int:
        """How many checks end like that."""
        return sum(one.verdict == verdict for one in self.checks)

    @property
    def exit_status(self) -> int:
        """0: no check fails; 1: one does; 2: nothing could be checked."""
        if self.count("fail"):
            return 1
        return 0 if self.count("pass") else 2


def verify(
    root: str = "/",
    *,
    asked: Asked | None = None,
    version: Version | None = None,
    pod: str | None = None,
    pid: int | None = None,
    itself: bool = False,
    configz: Configz | None = None,
) -> Report:
    """Check a host below `root`; of `pod`, `pid` or `itself` (the container that this runs in) only what concerns it.
    `configz`: where the kubelet's own word comes from.

    Raises CannotDo for a root that is not a folder, and for a pod or process that is not there.
    """
    if not os.path.isdir(root):
        raise CannotDo(
            "is not a folder", place=root, remedy="name a copied tree with proc and sys, or /host in a debug pod"
        )
    if itself:
        from numaconf.verbs.verify.itself import itself as of_itself

        return Report(root, tuple(of_itself(root, version, asked)))
    found = facts(root, version, asked, configz)
    chosen = _chosen(found, pod, pid)
    if pod is None and pid is None:
        return Report(root, tuple(_all(found, chosen)))
    return Report(root, tuple(_of_containers(found, chosen)))


def _all(found: Facts, chosen: tuple[Container, ...]) -> Iterator[Check]:
    for check in NODE_CHECKS:
        yield from check(found)
    yield from _of_containers(found, chosen)


def _of_containers(found: Facts, chosen: tuple[Container, ...]) -> Iterator[Check]:
    others = Others(found) if any(one.cpus for one in chosen) else None
    for container in chosen:
        yield from container_checks(found, container)
        if others is not None:
            yield from exclusive(found, container, others)


def _chosen(found: Facts, pod: str | None, pid: int | None) -> tuple[Container, ...]:
    """The containers that are asked about."""
    if pid is not None:
        uid, container = own_container(found.host, pid)
        if not found.host.tree.text("proc", str(pid), "status"):
            raise CannotDo(f"there is no process {pid} below {found.host.tree.root}")
        if not uid:
            raise CannotDo(f"process {pid} is in no pod", remedy="numaconf verify without --pid checks the whole node")
        held = tuple(one for one in found.containers if one.group is not None and one.group.container == container)
        if not held:
            raise CannotDo(
                f"process {pid} is in a container that has neither CPUs nor memory to itself",
                remedy=_GUARANTEED,
            )
        return held
    if pod is None:
        return found.containers
    names = found.host.names
    uids = {uid for uid, (namespace, name) in names.pods.items() if pod in {name, f"{namespace}/{name}"}} | {pod}
    held = tuple(one for one in found.containers if one.pod in uids)
    if not held and not uids & (set(names.pods) | {group.pod for group in found.host.groups}):
        known = ", ".join(sorted(names.pod(uid) for uid in names.pods)[:5])
        raise CannotDo(f"there is no pod {pod!r} here", remedy=f"there are: {known}" if known else "give its UID")
    if not held:
        raise CannotDo(f"pod {pod!r} has neither CPUs nor memory to itself", remedy=_GUARANTEED)
    return held


_GUARANTEED = (
    "a container gets them in a Guaranteed pod with whole CPUs, under cpuManagerPolicy static (numaconf verify "
    "--manifest prints one)"
)
