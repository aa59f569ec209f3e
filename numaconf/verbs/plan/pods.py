"""What becomes of the pods that run when the kubelet comes back with the new configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from numaconf.kubelet import options
from numaconf.kubelet.state import cpu, memory
from numaconf.verbs.plan.model import PodEffect

if TYPE_CHECKING:
    from numaconf.kubelet.state.change import Verdict
    from numaconf.verbs.plan.existing import Held
    from numaconf.verbs.plan.model import Side


class Running(NamedTuple):
    """The effects, the fates of the files now that the pods are known, and what else is to be said."""

    pods: tuple[PodEffect, ...]
    files: dict[str, Verdict]
    notes: tuple[str, ...] = ()


def effects(
    new: Side,
    files: dict[str, Verdict],
    held: Held | None,
) -> Running:
    """What becomes of each pod that the state files name."""
    if held is None:
        return Running((), files)
    return Running(tuple(_of_files(held, new, files)), files)


def _of_files(held: Held, new: Side, files: dict[str, Verdict]) -> list[PodEffect]:
    """Without manifests a pod is known by its UID and by what it holds."""
    cpus = held.cpu.entries if held.cpu else {}
    blocks = held.memory.entries if held.memory else {}
    devices = {one.pod for one in held.devices}
    found = []
    for uid in sorted(cpus.keys() | blocks.keys() | devices):
        lost = [
            f"{what} is removed" for what, name, has in (
                ("its CPUs: cpu_manager_state", cpu.NAME, uid in cpus),
                ("its memory: memory_manager_state", memory.NAME, uid in blocks),
            ) if has and files[name].fate == "remove"
        ]  # fmt: skip
        if lost:
            found.append(PodEffect("", uid, "loses-pinning", "; ".join(lost) + "; it has to be drained before"))
        elif options.topology_policy(new.node) in {"restricted", "single-numa-node"}:
            why = "it is admitted again under the topology manager policy"
            found.append(PodEffect("", uid, "unknown", why))
        else:
            found.append(PodEffect("", uid, "keeps", "the files that name it are kept"))
    return found
