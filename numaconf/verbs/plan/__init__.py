"""The steps of a change on a running node: what differs in force, which state files the next start refuses, which pods
lose something, and what is done in which order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.errors import CannotDo, Problem
from numaconf.kubelet.state import change, cpu, memory
from numaconf.targets.registry import rollout
from numaconf.targets.rollout import ROOT_DIR
from numaconf.verbs.nodes import InForce, nodes_of
from numaconf.verbs.plan import existing, steps
from numaconf.verbs.plan.changes import changes
from numaconf.verbs.plan.model import Plan
from numaconf.verbs.plan.pods import effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.kubelet.state.change import Verdict
    from numaconf.machine.model import Machine
    from numaconf.verbs.plan.existing import Held

FILES = (cpu.NAME, memory.NAME)


def plan(
    old: tuple[str, bytes],
    new: tuple[str, bytes],
    context: Context,
    fallbacks: tuple[Context, Context],
    *,
    kinds: tuple[str | None, str | None] = (None, None),
    target: str | None = None,
    new_machine: Machine | None = None,
    pods: Sequence[tuple[str, bytes]] = (),
    state: str | None = None,
) -> Plan:
    """The plan from one file to another (each its path and content). What `context` says is stronger than the files.

    Raises Problem for a file that nothing comes out of; CannotDo where the answer depends on an unknown version or
    machine.
    """
    before = nodes_of(*old, context, fallbacks[0], kinds[0], target)
    later = context._replace(machines=(new_machine,)) if new_machine else context
    after = nodes_of(*new, later, fallbacks[1], kinds[1], target)
    found = [_one(one, other, pods, state, moved=new_machine is not None) for one, other in _pairs(before, after)]
    if any(_gist(one) != _gist(found[-1]) for one in found):
        raise CannotDo(
            "the plan depends on the Kubernetes version or the machine, which is unknown",
            place=new[0],
            remedy="give --kubernetes-version and --machine",
        )
    return found[-1]


def _gist(one: Plan) -> object:
    """What has to be the same whatever version and machine it is."""
    return [(each.route, each.takes) for each in one.changes], {name: file.fate for name, file in one.files.items()}


def _pairs(before: list[InForce], after: list[InForce]) -> list[tuple[InForce, InForce]]:
    """Old and new on the same version and machine, as far as one of them does not say its own."""
    versions = [sorted({one.node.kubernetes for one in some}) for some in (before, after)]
    machines = [_different([one.node.machine for one in some]) for some in (before, after)]
    found = []
    for one in before:
        for other in after:
            same_version = one.node.kubernetes == other.node.kubernetes
            same_machine = one.node.machine == other.node.machine
            if (same_version or 1 in map(len, versions)) and (same_machine or 1 in map(len, machines)):
                found.append((_beside(one, other.node.machine), _beside(other, one.node.machine)))
    return found


def _different(machines: list[Machine | None]) -> list[Machine | None]:
    """Each machine once. Their parts are maps, so they can only be compared."""
    found: list[Machine | None] = []
    for one in machines:
        if one not in found:
            found.append(one)
    return found


def _beside(side: InForce, machine: Machine | None) -> InForce:
    """A side that names no machine, on the other's: both are about one node."""
    if side.node.machine is not None or machine is None:
        return side
    return side._replace(node=side.node.with_(machine=machine))


def _one(old: InForce, new: InForce, pods: Sequence[tuple[str, bytes]], state: str | None, *, moved: bool) -> Plan:
    held = existing.load(state, old.node) if state else None
    new = new if moved else _on_the_same(old, new)
    files = _files(old, new, held)
    files = {name: _in_its_folder(verdict, new) for name, verdict in files.items()}
    running = effects(old, new, files, pods, held)
    files = running.files
    found = changes(old, new, files, running.pods)
    next_boot = existing.next_boot(held, old.node) if held else None
    made = steps.steps(new, found, files, running.pods)
    instead = steps.in_place_instead(new, found, files)
    newer = dict.fromkeys((*old.newer, *new.newer))
    notes = (*newer, *running.notes, *_causes(old, new), *([instead] if instead else []))
    return Plan(old, new, tuple(found), files, running.pods, made, next_boot, notes)


def _in_its_folder(verdict: Verdict, new: InForce) -> Verdict:
    """The verdict with the kubelet's words as its folder is called on this platform."""
    folder = rollout(new.kind, new.path, new.data).root_dir
    if verdict.says is None or folder == ROOT_DIR:
        return verdict
    return verdict._replace(says=verdict.says.replace(f"{ROOT_DIR}/", f"{folder}/"))


def _causes(old: InForce, new: InForce) -> tuple[str, ...]:
    """What of the two documents makes their platform replace nodes, where it can be told."""
    told = rollout(new.kind, new.path, new.data).causes
    if told is None or old.kind != new.kind:
        return ()
    sides = [side.data if side.rendered is None else side.rendered.encode() for side in (old, new)]
    return told(*sides)


def _on_the_same(old: InForce, new: InForce) -> InForce:
    """The very same machine where both are equal, so that what is unknown of it counts as unchanged."""
    if new.node.machine != old.node.machine:
        return new
    return new._replace(node=new.node.with_(machine=old.node.machine))


def _files(old: InForce, new: InForce, held: Held | None) -> dict[str, Verdict]:
    told = {
        cpu.NAME: change.cpu_manager(old.node, new.node),
        memory.NAME: with_hugepages(old, new, change.memory_manager(old.node, new.node)),
    }
    if held is not None:
        real = {cpu.NAME: existing.cpu_verdict(held, new.node), memory.NAME: existing.memory_verdict(held, new.node)}
        # What the machine would have to be known for follows from the two configurations, as far as it does.
        return {name: told[name] if verdict.fate == "depends" else verdict for name, verdict in real.items()}
    return told


def with_hugepages(old: InForce, new: InForce, verdict: Verdict) -> Verdict:
    """The verdict on the memory file where the two documents ask for other hugepages: they are in its totals."""
    from numaconf.kubelet import options

    if verdict.fate == "remove" or {options.memory_policy(old.node), options.memory_policy(new.node)} != {"Static"}:
        return verdict
    if not steps.other_hugepages(old, new):
        return verdict
    return change.Verdict("remove", memory.DIFFERENT, "memory", ("the hugepages of the NUMA nodes change",))


def demand_start(found: Plan) -> None:
    """Raises Problem where the new configuration does not start, whatever becomes of the state files."""
    if found.new.fatal:
        raise Problem(
            "does not start, whatever state files there are:\n  " + "\n  ".join(found.new.fatal), place=found.new.path
        )
