"""The state files of a real node against the configuration that is to come."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from numaconf.documents import reading
from numaconf.errors import CannotDo
from numaconf.kubelet import options
from numaconf.kubelet.state import change, cpu, devices, memory, memory_file
from numaconf.kubelet.state.change import Verdict
from numaconf.kubelet.state.checkpoint import StateError
from numaconf.named import NamedTuple
from numaconf.verbs.plan.model import NextBoot

if TYPE_CHECKING:
    from numaconf.kubelet.effective import EffectiveConfig


class Held(NamedTuple):
    """What a node's folder holds: the bytes of the files that are there, and what they say (None: unreadable)."""

    folder: str
    files: dict[str, bytes]
    cpu: cpu.CpuState | None = None
    memory: memory.MemoryState | None = None
    devices: tuple[devices.DeviceEntry, ...] = ()


def load(folder: str, config: EffectiveConfig) -> Held:
    """The state files of a folder as the kubelet of a configuration has written them. Raises CannotDo where it is not a
    folder, or a file in it cannot be read.
    """
    if not os.path.isdir(folder):
        raise CannotDo("is not a folder", place=folder, remedy="name a copy of the kubelet's folder, /var/lib/kubelet")
    files = {name: data for name in (cpu.NAME, memory.NAME, devices.NAME) if (data := _read(folder, name)) is not None}
    if not files:
        raise CannotDo(
            f"holds none of {cpu.NAME}, {memory.NAME}, {devices.NAME}", place=folder,
            remedy="name a copy of the kubelet's folder, /var/lib/kubelet",
        )  # fmt: skip
    held = Held(folder, files)
    minor, whole = config.kubernetes.minor, change.pod_level(config)
    with suppress(StateError):
        held = held._replace(cpu=cpu.read(files[cpu.NAME], minor, pod_level=whole) if cpu.NAME in files else None)
    with suppress(StateError):
        read = memory_file.read(files[memory.NAME], minor, pod_level=whole) if memory.NAME in files else None
        held = held._replace(memory=read)
    with suppress(StateError):
        held = held._replace(devices=tuple(devices.read(files[devices.NAME])) if devices.NAME in files else ())
    return held


def _read(folder: str, name: str) -> bytes | None:
    path = os.path.join(folder, name)
    if not os.path.exists(path):  # somebody copied the files and not the folders
        path = os.path.join(folder, os.path.basename(name))
    return reading.contents(path) if os.path.exists(path) else None


def cpu_verdict(held: Held, new: EffectiveConfig) -> Verdict:
    """What becomes of the node's `cpu_manager_state` under a configuration."""
    data = held.files.get(cpu.NAME)
    if data is None:
        return Verdict("keep", why=("the node has no such file",))
    policy, minor, whole = options.cpu_policy(new), new.kubernetes.minor, change.pod_level(new)
    reserved = change.reserved_cpus(new)
    cpus = new.machine.cpus if new.machine else None
    if policy == "static" and (reserved is None or cpus is None):
        says = cpu.refusal(data, cpu.CpuManager("static", pod_level=whole), minor)
        if says is not None and says.startswith("could not restore"):
            return Verdict("remove", says, "policy", (_first(says),))
        return Verdict("depends", None, "CPUs", ("the machine's CPUs are unknown: give --machine",))
    manager = cpu.CpuManager(policy, cpus or frozenset(), reserved or frozenset(), change.is_strict(new), whole)
    says = cpu.refusal(data, manager, minor)
    return Verdict("keep") if says is None else Verdict("remove", says, "file", (_first(says),))


def memory_verdict(held: Held, new: EffectiveConfig) -> Verdict:
    """What becomes of the node's `memory_manager_state` under a configuration."""
    data = held.files.get(memory.NAME)
    if data is None:
        return Verdict("keep", why=("the node has no such file",))
    if not options.memory_manager_runs(new):
        return Verdict("keep", why=("without the gate MemoryManager no memory manager looks at the file",))
    policy, minor = options.memory_policy(new), new.kubernetes.minor
    tables = None
    if policy == "Static" and new.machine is not None:
        tables = memory.default_machine(
            new.machine, change.reserved_bytes(new), held.memory.machine if held.memory else None
        )
    says = memory_file.refusal(data, memory.MemoryManager(policy, tables or {}, change.pod_level(new)), minor)
    if says is None:
        return Verdict("keep")
    if policy == "Static" and tables is None and not says.startswith("could not restore"):
        return Verdict(
            "depends", None, "memory", ("the memory of the machine's NUMA nodes is unknown: give --machine",)
        )
    why = [_first(says)]
    if says == memory.DIFFERENT and tables is not None and held.memory is not None:
        why = [change.describe(one) for one in _differences(held.memory, tables, minor)]
    return Verdict("remove", says, "file", tuple(why))


def _differences(state: memory.MemoryState, tables: dict[int, memory.NumaState], minor: int) -> list[memory.Difference]:
    """What is otherwise; free memory only where nothing else is, for it follows from the rest."""
    found = list(memory.differences(state.machine, memory.filled(state, tables), minor))
    return [one for one in found if one.what not in {"free", "reserved"}] or found


def _first(says: str) -> str:
    return says.removeprefix("could not restore state from checkpoint: ").partition(", please drain")[0]


def next_boot(held: Held, now: EffectiveConfig) -> NextBoot:
    """Whether the kubelet that runs now would start again after a reboot, over the file and on the machine as it is.

    Only policy Static can fail there; a machine's memory may move by some KiB at each boot, so *survives* means: it has
    not moved so far.
    """
    if options.memory_policy(now) != "Static":
        return NextBoot(True, "memoryManagerPolicy is not Static: nothing in the files depends on the machine's memory")
    if now.machine is None or now.machine.nodes is None or any(node.memory is None for node in now.machine.nodes):
        return NextBoot(
            None, "the memory of the machine's NUMA nodes is unknown: give --machine with a snapshot or local"
        )
    verdict = memory_verdict(held, now)
    if verdict.fate == "remove":
        return NextBoot(False, "; ".join(verdict.why))
    if memory.NAME not in held.files:
        return NextBoot(None, f"the node has no {memory.NAME}")
    return NextBoot(
        True, "the file has the memory of each NUMA node as it is now; a kernel that leaves some KiB less at the next "
        "boot breaks that"
    )  # fmt: skip
