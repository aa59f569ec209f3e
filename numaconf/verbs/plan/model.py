"""What a plan is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.kubelet.state.change import Verdict
    from numaconf.verbs.nodes import InForce

Takes = Literal["nothing", "restart", "state-file", "drain", "reboot", "replace"]
Effect = Literal["keeps", "loses-pinning", "rejected-on-restart", "unknown"]
Do = Literal[
    "cordon", "drain", "stop-kubelet", "remove", "write", "start-kubelet", "reboot", "replace", "uncordon", "verify"
]


class Change(NamedTuple):
    """One difference in force, what it takes, and why."""

    route: Route
    old: Any
    new: Any
    takes: Takes
    why: str = ""


class PodEffect(NamedTuple):
    """What becomes of a pod that runs when the kubelet comes back."""

    namespace: str
    name: str
    effect: Effect
    why: str


class Step(NamedTuple):
    """One step of the procedure: what is done, in words or as a command, and why."""

    do: Do
    what: str
    why: str = ""


class NextBoot(NamedTuple):
    """Whether the node survives its next reboot as it is. None: cannot be said."""

    survives: bool | None
    why: str


class Plan(NamedTuple):
    """The answer. `files` by file name; `notes` are for the reader."""

    old: InForce
    new: InForce
    changes: tuple[Change, ...]
    files: dict[str, Verdict]
    pods: tuple[PodEffect, ...]
    steps: tuple[Step, ...]
    next_boot: NextBoot | None = None
    notes: tuple[str, ...] = ()
