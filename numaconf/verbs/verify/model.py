"""What a verification is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.state.cpu import CpuState
    from numaconf.kubelet.state.devices import DeviceEntry
    from numaconf.kubelet.state.memory import MemoryState
    from numaconf.machine.model import Machine
    from numaconf.observe.cgroups import Group
    from numaconf.observe.host import Host
    from numaconf.targets.reading import Hugepages

Verdict = Literal["pass", "fail", "unknown"]


class Check(NamedTuple):
    """One check: what it is about, what was expected and what was found, the file that proves it, and the way out."""

    id: str
    subject: str
    verdict: Verdict
    expected: str = ""
    found: str = ""
    message: str = ""
    remedy: str = ""
    file: str = ""


class Asked(NamedTuple):
    """What a profile or a configuration asks for. `machine` and `hugepages` None: it says nothing of them.
    `newer`: which versions stand in for newer ones.
    """

    path: str
    node: EffectiveConfig
    machine: Machine | None = None
    hugepages: tuple[Hugepages, ...] | None = None
    newer: tuple[str, ...] = ()


class Container(NamedTuple):
    """A container that has CPUs or memory to itself. `cpus`, `nodes`: what the state files gave it (None: nothing).

    `group` None: no cgroup of it can be found, so it does not run, or its name is not known.
    """

    pod: str
    name: str
    subject: str
    cpus: frozenset[int] | None
    nodes: frozenset[int] | None
    group: Group | None
    devices: tuple[DeviceEntry, ...] = ()


class Told(NamedTuple):
    """What the kubelet says of itself, by `source`; None with `why` it says nothing. `files`: what its files put in
    force, None with `why_no_files`.
    """

    source: str
    node: EffectiveConfig | None
    why: str
    files: EffectiveConfig | None
    why_no_files: str


class Facts(NamedTuple):
    """Everything that checks look at. `minor` is the kubelet's, `minor_known` False where the newest is assumed.

    `config`: what is in force by `files`, None with `why_no_config`; `written`: those that a program writes when it
    starts; `caveat`: what could still override them. `told`: the kubelet's own word, where that was asked for.
    `broken`: state files that cannot be read, and why.
    """

    host: Host
    minor: int
    minor_known: bool
    config: EffectiveConfig | None
    why_no_config: str
    files: tuple[str, ...]
    asked: Asked | None
    cpu: CpuState | None
    memory: MemoryState | None
    broken: dict[str, str]
    containers: tuple[Container, ...]
    written: frozenset[str] = frozenset()
    told: Told | None = None
    caveat: str = ""


def in_words(value: object) -> str:
    """A value of a configuration, for a message."""
    import json

    if value is None:
        return "not set"
    return value if isinstance(value, str) else json.dumps(value)
