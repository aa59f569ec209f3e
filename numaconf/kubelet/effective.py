"""The narrow waist: which KubeletConfiguration is in force, where each value comes from, and on what machine.

Every platform's reader ends here and every rule starts here. A `config` holds KubeletConfiguration fields as the
kubelet has them after file, drop-ins and flags, before its own defaults.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from numaconf.documents.source import value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

Answer = TypeVar("Answer")

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


@lru_cache(1024)
def _the_same(fields: frozenset[str]) -> frozenset[str]:
    """An equal set that was there before: what is looked up by it again and again is found by identity."""
    return fields


class EffectiveConfig:
    """The KubeletConfiguration in force on one Kubernetes version and one machine (None: unknown).

    `origins` maps routes of `config` to origins; a route without an entry inherits from its nearest parent.
    `unknown` names routes that the platform sets to a value that cannot be known here, with the reason
    (`("kubeReserved", "memory"): "machine unknown: nodeadm computes it from the instance type"`).
    `has_file` is False when the kubelet runs from flags alone: then there is no default `evictionHard`
    (Kubernetes 1.27 and later, `cmd/kubelet/app/server.go`).
    `extra` carries what only this platform's rules look at. `memo` remembers what was computed from all this.
    `looked`: `kubernetes` was asked for since this was last set to False; what was found out without holds for every
    version.
    """

    __slots__ = (
        "_given",
        "_kubernetes",
        "config",
        "extra",
        "has_file",
        "kind",
        "looked",
        "lost",
        "machine",
        "memo",
        "origins",
        "unknown",
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
        extra: dict[str, Any] | None = None,
    ) -> None:
        self.kind, self.config, self.origins = kind, config, origins
        self._kubernetes, self.looked, self.machine = kubernetes, False, machine
        self.lost, self.unknown, self.has_file, self.extra = lost, unknown or {}, has_file, extra or {}
        self.memo: dict[Callable[[EffectiveConfig], Any], tuple[Any, bool]] = {}
        self._given: frozenset[str] | None = None

    @property
    def given(self) -> frozenset[str]:
        """The top-level fields of `config`."""
        if self._given is None:
            self._given = _the_same(frozenset(self.config))
        return self._given

    @property
    def kubernetes(self) -> Version:
        """The Kubernetes version."""
        self.looked = True
        return self._kubernetes

    def at(self, version: Version) -> EffectiveConfig:
        """The same configuration on another Kubernetes version."""
        return EffectiveConfig(
            self.kind,
            self.config,
            self.origins,
            version,
            self.machine,
            lost=self.lost,
            unknown=self.unknown,
            has_file=self.has_file,
            extra=self.extra,
        )

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


def remembered(compute: Callable[[EffectiveConfig], Answer]) -> Callable[[EffectiveConfig], Answer]:
    """A function of a configuration that several rules ask: it is computed once for each."""

    @wraps(compute)
    def ask(node: EffectiveConfig) -> Answer:
        held = node.memo.get(compute)
        if held is None:
            before, node.looked = node.looked, False
            held = node.memo[compute] = (compute(node), node.looked)
            node.looked |= before
        answer: Answer
        answer, looked = held
        if looked:
            node.looked = True
        return answer

    return ask
