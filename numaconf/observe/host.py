"""A host below a root: everything that checks ask for, read once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.kubelet.state import checkpoint
from numaconf.machine.tree import Tree
from numaconf.observe import cgroups, interrupts, kubelet, names, tasks

if TYPE_CHECKING:
    from numaconf.machine.model import Machine
    from numaconf.observe.tasks import Thread


class Host:
    """A host. What cannot be seen is None or empty; nothing is asked twice."""

    def __init__(self, root: str) -> None:
        self.tree = Tree(root)
        self._threads: dict[int, tuple[Thread, ...]] = {}

    @cached_property
    def machine(self) -> Machine | None:
        """Its machine, None where there is no `/sys`."""
        from numaconf.machine import sysfs

        try:
            return sysfs.read(self.tree.root)
        except CannotDo:
            return None

    @cached_property
    def kubelet(self) -> kubelet.Kubelet:
        """Its kubelet."""
        return kubelet.find(self.tree)

    @cached_property
    def names(self) -> names.Names:
        """The names of pods and containers."""
        return names.names(self.tree)

    @cached_property
    def groups(self) -> tuple[cgroups.Group, ...]:
        """The cgroups of the containers of pods."""
        return tuple(cgroups.groups(self.tree))

    @cached_property
    def interrupts(self) -> list[interrupts.Interrupt] | None:
        """Its interrupts."""
        return interrupts.interrupts(self.tree)

    @cached_property
    def tasks(self) -> tuple[tuple[tasks.Owner, tuple[tasks.Thread, ...]], ...]:
        """Every process that is not a kernel thread: whose it is, and its threads."""
        found = []
        total = 0
        for pid in tasks.pids(self.tree):
            if tasks.is_kernel(self.tree, pid):
                continue
            held = self.threads(pid)
            total += len(held)
            found.append((tasks.owner(self.tree, pid), held))
            if total > tasks.MOST:
                break
        return tuple(found)

    def threads(self, pid: int) -> tuple[Thread, ...]:
        """The threads of a process."""
        found = self._threads.get(pid)
        if found is None:
            found = self._threads[pid] = tuple(tasks.threads(self.tree, pid))
        return found

    def state(self, name: str) -> bytes | None:
        """A file of the kubelet's root folder, None where it is not there."""
        text = self.tree.text(self.kubelet.root_dir.lstrip("/"), name)
        return None if text is None else text.encode()[: checkpoint.LIMIT + 1]
