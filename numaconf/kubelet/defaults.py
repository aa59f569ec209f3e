"""What the kubelet fills in for absent fields, with the defaults that depend on other fields and on feature gates.

Source: `SetDefaults_KubeletConfiguration` in kubernetes `pkg/kubelet/apis/config/v1beta1/defaults.go`, 1.27 and later.
The default thresholds of `evictionHard` are not part of it: they are filled in when the main file is loaded, see
`eviction.py`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import duration, fields, gates
from numaconf.kubelet.version import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version

LEGACY: dict[Route, Any] = {
    ("authentication", "anonymous", "enabled"): True,
    ("authentication", "webhook", "enabled"): False,
    ("authorization", "mode"): "AlwaysAllow",
    ("readOnlyPort",): 10255,
}
"""What a kubelet without any configuration file starts from instead (`applyLegacyDefaults` in
`cmd/kubelet/app/options/options.go`)."""


@lru_cache(16)
def _fixed(minor: int) -> tuple[tuple[Route, Any], ...]:
    """Every default that depends on nothing but the minor, in the order of the source."""
    found: list[tuple[Route, Any]] = []

    def walk(struct: str, above: Route) -> None:
        for name, field in fields.STRUCTS[struct].items():
            type_ = fields.plain(field.type)
            value = field.default_in(minor)
            if field.since > minor:
                continue
            if value is not None:
                found.append(((*above, name), value))
            elif type_ in fields.STRUCTS and not field.type.startswith("*"):
                walk(type_, (*above, name))

    walk("KubeletConfiguration", ())
    return tuple(found)


@lru_cache(16)
def zero_is_absent(minor: int) -> dict[str, str]:
    """Top-level fields whose zero (`0`, `""`, `0s`) the kubelet takes for absent, and replaces by its default, with
    their types.
    """
    defaulted = {route[0] for route, _ in _fixed(minor) if len(route) == 1} | {"imagePullCredentialsVerificationPolicy"}
    return {
        name: field.type
        for name, field in fields.FIELDS.items()
        if name in defaulted
        and fields.plain(field.type) in {"int32", "int64", "string", "Duration"}
        and not field.type.startswith("*")
    }


def is_zero(value: Any, type_: str) -> bool:
    """Whether a value of a scalar field is its Go zero."""
    if fields.plain(type_) != "Duration":
        return not value and value in (0, "") and value is not False
    try:
        return isinstance(value, str) and duration.parse(value) == 0
    except duration.DurationError:
        return False


@lru_cache(512)
def same_in_all(route: Route) -> bool:
    """Whether what is in force at a route of struct fields is the same in every version."""
    field = fields.find(route)
    return field is None or (field.since <= FIRST and field.later is None)


def value(config: dict[str, Any], version: Version, *route: str) -> Any:
    """The value in force at a route of struct fields: the configured one, else the kubelet's default, else None."""
    found: Any = config
    for step in route:
        found = found.get(step) if isinstance(found, dict) else None
    field = fields.find(route)
    if field is None or field.since > version.minor:
        return None
    if found is not None and (field.type.startswith("*") or not is_zero(found, field.type)):
        return -1 if route == ("podPidsLimit",) and found < 0 else found
    depends = _CONDITIONAL.get(route)
    conditional = depends(config, version) if depends else None
    if conditional is not None:
        return conditional
    fallback = field.default_in(version.minor)
    return found if fallback is None else fallback


def _reported(config: dict[str, Any], _version: Version) -> Any:
    frequency = config.get("nodeStatusUpdateFrequency")
    return None if frequency is None or is_zero(frequency, "Duration") else frequency


def _serialized(config: dict[str, Any], _version: Version) -> Any:
    return False if (config.get("maxParallelImagePulls") or 0) >= 2 else None


def _restart_period(config: dict[str, Any], version: Version) -> Any:
    given = config.get("featureGates") or {}
    return "5m" if gates.enabled("KubeletCrashLoopBackOffMax", given, version) else None


def _verified(config: dict[str, Any], version: Version) -> Any:
    given = config.get("featureGates") or {}
    return "NeverVerifyPreloadedImages" if gates.enabled("KubeletEnsureSecretPulledImages", given, version) else None


_CONDITIONAL: dict[Route, Callable[[dict[str, Any], Version], Any]] = {
    ("nodeStatusReportFrequency",): _reported,
    ("serializeImagePulls",): _serialized,
    ("crashLoopBackOff", "maxContainerRestartPeriod"): _restart_period,
    ("imagePullCredentialsVerificationPolicy",): _verified,
}
"""The defaults that depend on another field or a gate; each gives None where that does not apply."""


def is_conditional(route: Route) -> bool:
    """Whether the default at a route depends on another field or a gate."""
    return route in _CONDITIONAL


def missing(config: dict[str, Any], version: Version) -> Iterator[tuple[Route, Any]]:
    """Every default that the kubelet adds to a configuration: its route and its JSON value."""
    for route in dict.fromkeys((*(route for route, _ in _fixed(version.minor)), *_CONDITIONAL)):
        held: Any = config
        for step in route:
            held = held.get(step) if isinstance(held, dict) else None
        type_ = (fields.find(route) or fields.Field("*")).type
        if held is None or (not type_.startswith("*") and is_zero(held, type_)):
            filled = value(config, version, *(str(step) for step in route))
            if filled is not None:
                yield route, filled
