"""A configuration laid over a machine: what it keeps back on each NUMA node, and what is left for pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.kubelet.shares import Shares, shares, with_hugepages
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.context import Context
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.machine.model import Machine


class Overlay(NamedTuple):
    """`config` is what is in force, on `machine` with the hugepages that the document asks for; `fatal`: why its
    kubelet does not start; `versions`: the Kubernetes versions for which it looks the same, oldest first; `newer`:
    which versions stand in for newer ones.
    """

    path: str
    kind: str
    config: EffectiveConfig
    machine: Machine
    shares: Shares
    fatal: tuple[str, ...]
    versions: tuple[str, ...]
    newer: tuple[str, ...] = ()


def overlay(
    path: str, data: bytes, machine: Machine, context: Context, fallback: Context, target: str | None = None
) -> Overlay:
    """What a file of any kind says for a machine. What `context` says is stronger than the file, `fallback` is weaker.

    Raises Problem for a file that nothing comes out of, CannotDo where the answer depends on an unknown version.
    """
    from numaconf.verbs.nodes import nodes_of

    known = context._replace(machines=(machine,))
    found = []
    names = (target,) if target else targets(path, data) or (None,)
    for side in [side for name in names for side in nodes_of(path, data, known, fallback, None, name)]:
        config = side.node.with_(machine=with_hugepages(machine, side.hugepages))
        held = shares(config)
        if held is None or config.machine is None:
            raise CannotDo(
                f"the NUMA nodes of {machine.name} are unknown", remedy="numaconf machine detect on such a machine"
            )
        found.append(Overlay(path, side.kind, config, config.machine, held, side.fatal, (), side.newer))
    last = found[-1]
    if any((one.shares, one.machine) != (last.shares, last.machine) for one in found):
        many = len(names) > 1
        raise CannotDo(
            f"what is left for pods depends on the {'target' if many else 'Kubernetes version, which is unknown'}",
            place=path, remedy=f"give --target: {', '.join(map(str, names))}" if many else "give --kubernetes-version",
        )  # fmt: skip
    return last._replace(
        kind=", ".join(dict.fromkeys(one.kind for one in found)),
        versions=tuple(str(one.config.kubernetes) for one in found),
    )


def targets(path: str, data: bytes) -> tuple[str, ...]:
    """The targets that a profile names; () where the file holds none, or is not a profile."""
    from numaconf.files.recognise import recognise
    from numaconf.profile.load import of

    sources = [source for one in recognise(path, data).subjects if one.kind == "profile" for source in one.sources]
    return tuple(of(sources[0]).spec("targets") or ()) if sources else ()
