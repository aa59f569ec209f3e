"""What a platform's module does: read documents, and, where numaconf renders for it, write them from an intent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from numaconf.context import Context
from numaconf.named import NamedTuple
from numaconf.targets.reading import Hugepages, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine


__all__ = [
    "Alone", "Artifact", "Cluster", "Hugepages", "Inexpressible", "Intent", "Reader", "Reading", "Renderer",
    "Rendering",
]  # fmt: skip


class Cluster(NamedTuple):
    """`spec.cluster` of a profile; an empty string is *not given*."""

    name: str = ""
    api_server_endpoint: str = ""
    certificate_authority: str = ""
    cidr: str = ""


class Intent(NamedTuple):
    """A profile for one target, every `auto` resolved and every reservation pinned.

    `config`: KubeletConfiguration fields with the kubelet's types (option values and quantities are strings).
    `machines`: the machines it is for, all of one shape; () when the profile names none. `notes`: how derived values
    came about, for comments (`reservedMemory 5620Mi = kubeReserved 2Gi + …`). `options`: `spec.targets.<target>`.
    `platforms`: versions of platforms that have their own; a target with one has it among them.
    """

    name: str
    target: str
    kubernetes: Version
    machines: tuple[Machine, ...]
    config: dict[str, Any]
    hugepages: tuple[Hugepages, ...] = ()
    labels: dict[str, str] = {}  # noqa: RUF012  never mutated; NamedTuple defaults cannot be factories
    taints: tuple[dict[str, str], ...] = ()
    cluster: Cluster | None = None
    options: dict[str, Any] = {}  # noqa: RUF012  never mutated
    notes: tuple[str, ...] = ()
    reset_memory_state_on_boot: bool = False
    platforms: tuple[tuple[str, Version], ...] = ()

    def version_of(self, platform: str) -> Version | None:
        """A platform's own version, where it is known."""
        return dict(self.platforms).get(platform)

    def stand_ins(self) -> tuple[str, ...]:
        """Which versions stand in for newer ones that are not known, in words."""
        return Context(self.kubernetes, platforms=self.platforms).stand_ins(self.target)


class Artifact(NamedTuple):
    """One rendered file. The first artifact of a rendering is the primary one. Text has LF line ends only."""

    name: str
    text: str
    media_type: str = "text/plain"
    executable: bool = False


class Inexpressible(NamedTuple):
    """A field of the intent that the target cannot carry, why, and what can be done (the first version that can)."""

    field: str
    reason: str
    remedy: str = ""


class Alone(str):
    """A warning that holds where one file of a rendering is used alone: `other` does what `file` cannot."""

    file: str
    other: str

    def __new__(cls, file: str, verb: str, what: str, other: str) -> Alone:
        """`file` alone `verb` (cannot, does not) `what`."""
        text = super().__new__(cls, f"{file} alone {verb} {what}: {other} does")
        text.file, text.other = file, other
        return text


class Rendering(NamedTuple):
    """What a target made of an intent. With `refused` there are no artifacts."""

    artifacts: tuple[Artifact, ...] = ()
    refused: tuple[Inexpressible, ...] = ()
    warnings: tuple[str, ...] = ()


class Part(NamedTuple):
    """Where in a document another platform's document is as a string (`text`), of which node (`node`), and where
    settings stand that it overrules (`beside`).
    """

    platform: str
    node: Route
    text: Route
    beside: Route


class Reader(Protocol):
    """What the module of every platform has."""

    def read(self, sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
        """What the platform makes of its documents (several: in merge order) on one version and machine."""
        ...


class Renderer(Protocol):
    """What the module of a platform has besides, for which numaconf renders."""

    NAME: str

    def formula(self, machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
        """The platform's own kubeReserved for a machine (given the intended fields, e.g. maxPods), or None where the
        platform has none or it cannot be known; values are quantities as the platform writes them.
        """
        ...

    def platform_defaults(self, version: Version) -> dict[str, Any]:
        """KubeletConfiguration fields that the platform puts in force by itself, whatever the machine."""
        ...

    def render(self, intent: Intent) -> Rendering:
        """The platform's documents for an intent."""
        ...
