"""From what a user names (a machine, a file to start from) to a wish."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from numaconf.context import Context
from numaconf.errors import CannotDo
from numaconf.kubelet import version as versions
from numaconf.machine import ec2, snapshot, synthetic
from numaconf.machine.find import LOCAL, find
from numaconf.verbs.init.draft import plain
from numaconf.verbs.init.model import SPREAD, Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

USUAL_VERSION = "1.34"
USUAL_MACHINE = "m5.24xlarge"
OF_A_NODE = ("clusterDNS", "clusterDomain", "providerID", "nodeLabels", "authentication", "authorization", "address")
"""Fields that belong to a cluster or to one node, and not to a kind of node: they stay where they are."""


def wish(
    purpose: str | None,
    *,
    machine: str | None = None,
    kubernetes: str | None = None,
    targets: Sequence[str] = (),
    name: str | None = None,
    start: tuple[str, bytes] | None = None,
    reserve: str = SPREAD,
    away: bool = False,
    output: str | None = None,
    fallback: Context | None = None,
) -> Wish:
    """What the options ask for. `start`: path and content of a file to start from; `output`: where the profile goes.

    Raises CannotDo, Problem.
    """
    folder = os.path.dirname(os.path.abspath(output)) if output else os.getcwd()
    known, said_as = named(machine, folder) if machine else (None, ())
    given = _version(kubernetes) if kubernetes else None
    base: dict[str, Any] = {}
    if start is not None:
        base, said, version = _start(start, Context(given, (known,) if known else ()), fallback or Context())
        given = given or version
        if known is None and said is not None:
            known, said_as = said, words(said)
    if known is None:
        if start is not None:
            raise CannotDo("the machine is unknown", place=start[0], remedy="give --machine")
        known, said_as = named(USUAL_MACHINE, folder)
    assumed = tuple(name for name, named_ in (("machine", machine or start), ("kubernetes", given)) if not named_)
    usual = ("al2023",) if known.instance_type else ("kubelet",)
    return Wish(
        purpose,
        known,
        said_as,
        given or versions.kubernetes(USUAL_VERSION),
        tuple(dict.fromkeys(targets)) or usual,
        name or _name(purpose, known),
        reserve,
        away,
        tuple(base.items()),
        os.path.basename(start[0]) if start else "",
        assumed=assumed,
    )


def _version(text: str) -> Version:
    try:
        return versions.kubernetes(text)
    except ValueError as error:
        raise CannotDo(str(error)) from None


def named(text: str, folder: str) -> tuple[Machine, tuple[tuple[str, Any], ...]]:
    """A machine, and how a profile in `folder` names it."""
    found = find(text)
    if text.strip() == LOCAL:
        return found, words(found)
    if ec2.instance_type(text.strip()) is not None:
        return found, (("instanceTypes", [text.strip()]),)
    if synthetic.is_synthetic(text):
        return found, (("synthetic", text.strip()),)
    path = os.path.realpath(text)
    if any(path.startswith(os.path.join(os.path.realpath(above), "")) for above in (folder, os.getcwd())):
        return found, (("snapshot", os.path.relpath(path, os.path.realpath(folder))),)
    return found, words(found)  # a profile names no file outside of its folder and the working directory


def words(machine: Machine) -> tuple[tuple[str, Any], ...]:
    """Keys and values of `spec.machine`: the machine written down in the profile itself."""
    if machine.instance_type and ec2.instance_type(machine.instance_type):
        return (("instanceTypes", [machine.instance_type]),)
    if machine.known_from == "synthetic description":
        return (("synthetic", machine.name),)
    spec = snapshot.spec(machine)
    nodes = [{key: item for key, item in node.items() if key != "memoryKind"} for node in spec.get("numaNodes", ())]
    threads = spec.get("threadsPerCore") or _in_sibling_order(machine, nodes)
    if not nodes or threads is None or any("cpus" not in node or "memory" not in node for node in nodes):
        raise CannotDo(
            f"{machine.name} is not simple enough to be written down in a profile",
            remedy="put a snapshot of it beside the profile (numaconf machine detect -o machine.yaml), and name that",
        )
    more = {"memoryCapacity": spec["memoryCapacity"]} if "memoryCapacity" in spec else {}
    return (("numaNodes", nodes), ("threadsPerCore", threads), *more.items())


def _in_sibling_order(machine: Machine, nodes: list[dict[str, Any]]) -> int | None:
    """Write each node's CPUs so that siblings have the same place in each part of the list; the number of parts.

    None where cores are unknown, or differ in their threads.
    """
    counts = {len(core) for core in machine.cores or ()}
    if len(counts) != 1 or any(node.cpus is None for node in machine.nodes or ()):
        return None
    threads = counts.pop()
    for node, written in zip(machine.nodes or (), nodes, strict=True):
        own = [core for core in machine.cores or () if set(core) <= set(node.cpus or ())]
        written["cpus"] = _listed([core[turn] for turn in range(threads) for core in own])
    return threads


def _listed(cpus: list[int]) -> str:
    """CPUs as a list that keeps their order."""
    runs: list[list[int]] = []
    for cpu in cpus:
        if runs and cpu == runs[-1][-1] + 1:
            runs[-1].append(cpu)
        else:
            runs.append([cpu])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _name(purpose: str | None, machine: Machine) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", f"{purpose or 'numa'} {machine.instance_type or ''}".lower()).strip("-")
    return words[:60].strip("-") or "numa-workers"


def _start(
    start: tuple[str, bytes], context: Context, fallback: Context
) -> tuple[dict[str, Any], Machine | None, Version | None]:
    """What a file of any kind asks of the kubelet, the machine and the version that it names."""
    from numaconf.verbs.convert import asked
    from numaconf.verbs.nodes import nodes_of
    from numaconf.verbs.overlay import targets

    path, data = start
    names = targets(path, data)
    found = nodes_of(path, data, context, fallback, None, names[0] if names else None)
    nodes = [side.node for side in found]
    fields = [dict(asked(path, node)) for node in nodes]
    if any(one != fields[-1] for one in fields):
        raise CannotDo(
            "what is in force depends on the Kubernetes version, which is unknown", place=path,
            remedy="give --kubernetes-version",
        )  # fmt: skip
    kept = {field: plain(value) for field, value in fields[-1].items() if field not in OF_A_NODE}
    single = len({str(node.kubernetes) for node in nodes}) == 1
    return kept, nodes[-1].machine, nodes[-1].kubernetes if single else None
