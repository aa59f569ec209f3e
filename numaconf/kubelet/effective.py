"""The narrow waist: which KubeletConfiguration is in force, where each value comes from, and on what machine.

Every platform's reader ends here and every rule starts here. A `config` holds KubeletConfiguration fields as the
kubelet has them after file, drop-ins and flags, before its own defaults.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Literal

from numaconf.documents.source import value_at
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypedDict, TypeVar

    from typing_extensions import Unpack

    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

    Answer = TypeVar("Answer")

    class Same(TypedDict, total=False):
        """What `EffectiveConfig.with_` may change."""

        kind: str
        config: dict[str, Any]
        origins: dict[Route, Origin]
        kubernetes: Version
        machine: Machine | None
        lost: tuple[Lost, ...]
        unknown: dict[Route, str]
        has_file: bool
        facts: Facts


OriginKind = Literal["document", "platform-default", "kubelet-default"]


class Origin(NamedTuple):
    """Where a value comes from. `source` and `route` are the place in the user's document; `note` says how a default
    comes about: *nodeadm computes kubeReserved.memory for m5.24xlarge as 11 × 737 + 255 MiB*.
    """

    kind: OriginKind
    source: Source | None = None
    route: Route = ()
    note: str = ""


class Lost(NamedTuple):
    """Something that was written and is not in force, and why."""

    origin: Origin
    reason: str


def origin_at(origins: dict[Route, Origin], route: Route) -> Origin:
    """Where the value at a route comes from: its own entry, else its nearest parent's, led on to the value."""
    for length in range(len(route), -1, -1):
        found = origins.get(route[:length])
        if found is not None:
            rest = route[length:]
            return found._replace(route=found.route + rest) if rest and found.kind == "document" else found
    return Origin("kubelet-default")


class Facts(NamedTuple):
    """What a platform's reader knows of a node beside its configuration.

    `eviction_is_whole`: `evictionHard` in the configuration is already what the kubelet works with (defaults added,
    or known to be absent). `ignores_eviction`: the flag `--experimental-allocatable-ignore-eviction` is set.
    `flag_gates`: gates that were set on the command line, where the kubelet words its refusal otherwise.
    `computed_memory`: the amount of `kubeReserved.memory` in force is the image's own, nobody wrote it.
    `max_pods_expression`: the expression of a NodeConfig, and where it was written. `cut`: what the shell took away
    from the value of `--reserved-memory`.
    """

    eviction_is_whole: bool = False
    ignores_eviction: bool = False
    flag_gates: frozenset[str] = frozenset()
    computed_memory: bool = False
    max_pods_expression: tuple[str, Origin] | None = None
    cut: str = ""


NO_FACTS = Facts()


class EffectiveConfig:
    """The KubeletConfiguration in force on one Kubernetes version and one machine (None: unknown). Immutable: another
    one is made by `with_`.

    `origins` maps routes of `config` to origins; a route without an entry inherits from its nearest parent.
    `unknown` names routes that the platform sets to a value that cannot be known here, with the reason
    (`("kubeReserved", "memory"): "machine unknown: nodeadm computes it from the instance type"`).
    `has_file` is False when the kubelet runs from flags alone: then there is no default `evictionHard`
    (`cmd/kubelet/app/server.go`). `memo` remembers what was computed from all this. `version_was_read`: True once
    something has asked for `kubernetes`. A result computed while it stayed False is the same for every version, so
    `numaconf.rules.judge` reuses it.
    """

    __slots__ = (
        "_given",
        "_kubernetes",
        "config",
        "facts",
        "has_file",
        "kind",
        "lost",
        "machine",
        "memo",
        "origins",
        "unknown",
        "version_was_read",
    )

    def __init__(
        self,
        kind: str,
        config: dict[str, Any],
        origins: dict[Route, Origin],
        kubernetes: Version,
        machine: Machine | None = None,
        *,
        lost: tuple[Lost, ...] = (),
        unknown: dict[Route, str] | None = None,
        has_file: bool = True,
        facts: Facts = NO_FACTS,
    ) -> None:
        self.kind, self.config, self.origins = kind, config, origins
        self._kubernetes, self.version_was_read, self.machine = kubernetes, False, machine
        self.lost, self.unknown, self.has_file, self.facts = lost, unknown or {}, has_file, facts
        self.memo: dict[Callable[[EffectiveConfig], Any], tuple[Any, bool]] = {}
        self._given: frozenset[str] | None = None

    def with_(self, **changes: Unpack[Same]) -> EffectiveConfig:
        """The same configuration with some of its parts changed; the only way from one to another."""
        parts: Same = {
            "kind": self.kind,
            "config": self.config,
            "origins": self.origins,
            "kubernetes": self._kubernetes,
            "machine": self.machine,
            "lost": self.lost,
            "unknown": self.unknown,
            "has_file": self.has_file,
            "facts": self.facts,
        }
        parts.update(changes)
        return EffectiveConfig(**parts)

    @property
    def given(self) -> frozenset[str]:
        """The top-level fields of `config`."""
        if self._given is None:
            self._given = _as_set(tuple(self.config))
        return self._given

    @property
    def kubernetes(self) -> Version:
        """The Kubernetes version."""
        self.version_was_read = True
        return self._kubernetes

    def get(self, *route: str | int) -> Any:
        """The value at a route of `config`, or None."""
        return value_at(self.config, route)

    def origin(self, *route: str | int) -> Origin:
        """Where the value at a route comes from (of a missing one: where its nearest parent does)."""
        return origin_at(self.origins, route)

    def leaves(self) -> Iterator[tuple[Route, Any]]:
        """Every scalar (and empty map or list) of `config` with its route."""
        stack: list[tuple[Route, Any]] = [((), self.config)]
        while stack:
            route, value = stack.pop()
            inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            children = [((*route, key), item) for key, item in inner]
            if children or not route:
                stack.extend(reversed(children))
            else:
                yield route, value


@lru_cache(1024)
def _as_set(names: tuple[str, ...]) -> frozenset[str]:
    """The same set for each configuration with these fields, so that what is remembered by it is found at once."""
    return frozenset(names)


def remembered(compute: Callable[[EffectiveConfig], Answer]) -> Callable[[EffectiveConfig], Answer]:
    """A function of a configuration that several rules ask: it is computed once for each."""

    @wraps(compute)
    def ask(node: EffectiveConfig) -> Answer:
        held = node.memo.get(compute)
        if held is None:
            before, node.version_was_read = node.version_was_read, False
            held = node.memo[compute] = (compute(node), node.version_was_read)
            node.version_was_read |= before
        answer: Answer
        answer, version_was_read = held
        if version_was_read:
            node.version_was_read = True
        return answer

    return ask
