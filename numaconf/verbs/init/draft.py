"""From a wish to a profile that validates, and what there is to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context
from numaconf.errors import CannotDo, Problem
from numaconf.kubelet.shares import shares
from numaconf.kubelet.version import stands_in
from numaconf.profile.load import parse
from numaconf.verbs.init import policies, reserve
from numaconf.verbs.init.model import GPU, LATENCY, Choice, Draft, Wish
from numaconf.verbs.init.text import write
from numaconf.verbs.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.shares import Shares
    from numaconf.verbs.render import Rendered

OPTIONS = ("cpuManagerPolicyOptions", "topologyManagerPolicyOptions")

MANAGERS = (
    "cpuManagerPolicy", "topologyManagerPolicy", "topologyManagerScope", "memoryManagerPolicy", "reservedMemory",
    "reservedSystemCPUs", *OPTIONS,
)  # fmt: skip
"""The fields that a purpose decides about; the others of a file that one starts from stay."""


def draft(wish: Wish, path: str = "profile.yaml", table: tuple[str, ...] = ()) -> tuple[Draft, str]:
    """The profile and its text, which is valid on every target, and proved. `path` is where it will stand, `table` what
    is written into its head.

    Raises Problem with the reasons where no such profile is valid, CannotDo where the machine is not known well enough.
    """
    if wish.machine.nodes is None and wish.purpose is not None:
        raise CannotDo(
            f"the NUMA nodes of {wish.machine.name} are unknown, and the policies depend on them",
            remedy="take a snapshot of one (numaconf machine detect -o machine.yaml), and give --machine machine.yaml",
        )
    found = Draft(wish, _without_amounts(tuple(_choices(wish))), table=table)
    for _ in range(8):
        text = write(found)
        done = _rendered(text, wish, path)
        wrong = [finding for one in done for finding in one.findings if finding.severity != "suspicious"]
        if not wrong:
            found = found._replace(notes=(*found.notes, *_notes(wish, done)))
            return found, write(found)
        less = _without(found, [(finding.origin.route, finding.message) for finding in wrong])
        if less is None:
            raise Problem(
                "no valid profile results from this", remedy="\n  ".join(dict.fromkeys(one.message for one in wrong))
            )
        found = less
    raise AssertionError("options are taken out one by one, and there are not so many")


def _choices(wish: Wish) -> Iterator[Choice]:
    base = dict(wish.base)
    if wish.purpose is None:
        yield from (Choice(field, value, "") for field, value in base.items())
        return
    made = list(policies.choices(wish))
    static = any(one.field == "memoryManagerPolicy" and one.value == "Static" for one in made)
    made += reserve.choices(wish, static_memory=static)
    decided = {one.field for one in made} | set(MANAGERS)
    for one in made:
        if one.field in base and one.field not in MANAGERS:
            yield Choice(one.field, base[one.field], f"as in {wish.base_of}")
        else:
            was = base.get(one.field)
            yield one._replace(why=f"{one.why} (was {was})") if was is not None and was != one.value else one
    yield from (Choice(field, value, f"as in {wish.base_of}") for field, value in base.items() if field not in decided)


def _without_amounts(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices without amounts of CPU where CPUs are listed, which replace them."""
    if not any(one.field == "reservedSystemCPUs" and one.value for one in choices):
        return choices
    found = []
    for one in choices:
        if one.field in {"kubeReserved", "systemReserved"} and isinstance(one.value, dict) and "cpu" in one.value:
            left = {name: amount for name, amount in one.value.items() if name != "cpu"}
            why = "; ".join(filter(None, [one.why, f"its cpu {one.value['cpu']} is replaced by reservedSystemCPUs"]))
            found += [one._replace(value=left, why=why)] if left else []
        else:
            found.append(one)
    return tuple(found)


def _rendered(text: str, wish: Wish, path: str) -> list[Rendered]:
    (profile,) = parse(text.encode(), path)
    # A snapshot is named by a path that holds only when the profile is where it will be.
    known = Context(machines=(wish.machine,)) if dict(wish.machine_words).get("snapshot") else Context()
    return [render(profile, target, known) for target in wish.targets]


def _without(found: Draft, wrong: list[tuple[tuple[str | int, ...], str]]) -> Draft | None:
    """The draft without an option that a target cannot carry, and with a note of that; None if it is something else."""
    for route, message in wrong:
        if len(route) == 4 and route[2] in OPTIONS and "cannot carry" in message:
            field, name = str(route[2]), str(route[3])
        elif route[2:3] and route[2] in OPTIONS and "cannot carry" in message:
            field, name = str(route[2]), ""
        else:
            continue
        choices = []
        for one in found.choices:
            if one.field == field:
                left = {key: value for key, value in one.value.items() if name not in ("", key)}
                choices += [one._replace(value=left)] if left else []
            else:
                choices.append(one)
        return found._replace(choices=tuple(choices), notes=(*found.notes, f"left out: {message}"))
    return None


def _notes(wish: Wish, done: list[Rendered]) -> Iterator[str]:
    """What a person should know before the profile goes onto nodes."""
    yield from filter(None, [stands_in(wish.kubernetes)])
    nodes = [node for one in done for node in one.nodes]
    held = shares(nodes[0]) if nodes else None
    policy = nodes[0].config.get("topologyManagerPolicy", "none") if nodes else "none"
    if held is not None and wish.purpose is not None:
        yield from _largest(held, policy)
    yield from _gpus(wish, policy)
    yield from dict.fromkeys(finding.message for one in done for finding in one.findings)  # what is only suspicious
    if wish.purpose == LATENCY and len(wish.machine.nodes or ()) > 1:
        yield "the sum in reservedMemory has to be right to the byte: numaconf validate it after every change"


def _largest(held: Shares, policy: str) -> Iterator[str]:
    from numaconf.machine.notation import floor

    fits = [one for one in held.nodes if one.exclusive]
    if not fits:
        return
    best = max(fits, key=lambda one: (one.exclusive or 0, one.memory or 0))
    memory = f" and {floor(best.memory)}" if best.memory is not None else ""
    words = f"the largest Guaranteed pod of one NUMA node: {best.exclusive} CPUs{memory} (numaconf machine show --with)"
    if policy == "single-numa-node":
        words += "; a larger one is rejected on every such node, whatever is free (TopologyAffinityError)"
    yield words


def _gpus(wish: Wish, policy: str) -> Iterator[str]:
    found = policies.gpus(wish.machine)
    total, nodes = sum(found.values()), len(wish.machine.nodes or ())
    if total and nodes > 1:
        places = {node: number for node, number in found.items() if node is not None}
        where = ", ".join(f"{number} on NUMA node {node}" for node, number in places.items())
        text = f"{total} GPUs or accelerators over {nodes} NUMA nodes" + (
            f" ({where})" if places else ", on which is not measured: see it with numaconf machine detect on a node"
        )
        if policy == "single-numa-node":
            most = str(max(places.values())) if places else "those of one NUMA node"
            text += f"; a pod that asks for more than {most} is rejected forever"
        elif policy == "restricted":
            text += "; a pod that asks for more than one node's spans as few as it needs"
        yield text
        if None in found and places:
            yield f"{found[None]} of them name no NUMA node: the topology manager cannot align those"
    elif wish.purpose == GPU and not total:
        yield "no GPU is known of this machine: a snapshot (numaconf machine detect) lists them and their NUMA nodes"


def plain(value: Any) -> Any:
    """A value as a profile has it: what is text "true" is a boolean there."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
