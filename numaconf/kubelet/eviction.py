"""Hard eviction thresholds: which are in force, and how much memory they keep back.

Source: `pkg/kubelet/eviction` (`helpers.go`, `defaults_linux.go`, `api/types.go`) and `loadConfigFile` in
`cmd/kubelet/app/server.go`, Kubernetes 1.27 and later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import go, quantity
from numaconf.kubelet.effective import Origin

if TYPE_CHECKING:
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.quantity import Quantity
    from numaconf.kubelet.version import Version

MEMORY = "memory.available"

_SIGNALS = {
    MEMORY: 0,
    "nodefs.available": 0,
    "nodefs.inodesFree": 0,
    "imagefs.available": 0,
    "imagefs.inodesFree": 0,
    "allocatableMemory.available": 0,
    "pid.available": 0,
    "containerfs.available": 29,
    "containerfs.inodesFree": 29,
}
"""Signal: first minor that knows it (0: all)."""

_DEFAULTS = {
    MEMORY: ("100Mi", 0),
    "nodefs.available": ("10%", 0),
    "nodefs.inodesFree": ("5%", 0),
    "imagefs.available": ("15%", 0),
    "imagefs.inodesFree": ("5%", 30),
}
"""Signal: default threshold on Linux, first minor that has it."""

NO_THRESHOLD = ("0%", "100%")
"""Written like this, a signal has no threshold."""

MERGE_SINCE = 33
"""`mergeDefaultEvictionSettings` exists from this minor."""

LEAD = ("failed to run Kubelet: failed to create kubelet: ", "failed to run Kubelet: ")
"""What comes before the kubelet's words about a soft threshold, and about a hard one, which it reads earlier."""


class EvictionError(ValueError):
    """A threshold that the kubelet refuses; the message is the kubelet's."""


DEFAULT = Origin("kubelet-default", note="the kubelet's default")
"""Where a threshold comes from that the configuration does not give."""


def signals(version: Version) -> frozenset[str]:
    """The eviction signals that a Kubernetes version knows."""
    return _signals(version.minor)


def knows(node: EffectiveConfig, signal: str) -> bool:
    """Whether the kubelet of this configuration knows a signal; the version matters for some of them only."""
    since = _SIGNALS.get(signal)
    return since == 0 or (since is not None and node.kubernetes.minor >= since)


@lru_cache(64)
def _signals(minor: int) -> frozenset[str]:
    return frozenset(signal for signal, since in _SIGNALS.items() if minor >= since)


def defaults(version: Version) -> dict[str, str]:
    """The thresholds of a main configuration file on Linux that says nothing about evictionHard."""
    return {signal: text for signal, (text, since) in _DEFAULTS.items() if version.minor >= since}


def load_defaults(config: dict[str, object], version: Version) -> dict[str, str]:
    """The evictionHard map as it is after the main file is loaded and before drop-ins and flags: the defaults where
    it is absent (`{}` is not), with `mergeDefaultEvictionSettings` also for the signals that it does not name.
    """
    hard = config.get("evictionHard")
    if not isinstance(hard, dict):
        return defaults(version)
    if config.get("mergeDefaultEvictionSettings") is True and version.minor >= MERGE_SINCE:
        return {**defaults(version), **hard}
    return dict(hard)


def with_main_defaults(config: dict[str, Any], version: Version) -> dict[str, Any]:
    """A main file's configuration once it is loaded: `mergeDefaultEvictionSettings` (1.33 and later) has its effect
    here and nowhere else.
    """
    if config.get("mergeDefaultEvictionSettings") is True and "evictionHard" in config:
        return {**config, "evictionHard": load_defaults(config, version)}
    return config


def texts(node: EffectiveConfig) -> dict[str, str]:
    """The hard thresholds in force, as written. Without any configuration file there are no defaults."""
    if node.has_file and not node.facts.eviction_is_whole:
        return load_defaults(node.config, node.kubernetes)
    hard = node.config.get("evictionHard")
    return hard if isinstance(hard, dict) else {}


def threshold(node: EffectiveConfig, signal: str) -> str | None:
    """One of `texts`, or None."""
    hard = node.config.get("evictionHard")
    if isinstance(hard, dict):
        if signal in hard or node.config.get("mergeDefaultEvictionSettings") is not True:
            return hard.get(signal)
    elif signal == MEMORY and node.has_file and not node.facts.eviction_is_whole:
        return _DEFAULTS[MEMORY][0]
    return texts(node).get(signal)


def is_given(node: EffectiveConfig, signal: str) -> bool:
    """Whether the configuration itself has a hard threshold for a signal."""
    hard = node.config.get("evictionHard")
    return isinstance(hard, dict) and signal in hard


def origin(node: EffectiveConfig, signal: str) -> Origin:
    """Where a hard threshold in force comes from."""
    return node.origin("evictionHard", signal) if is_given(node, signal) else DEFAULT


def thresholds(node: EffectiveConfig) -> dict[str, tuple[str, Origin]]:
    """The hard thresholds in force, as written, with where each comes from."""
    return {signal: (text, origin(node, signal)) for signal, text in texts(node).items()}


def parse(signal: str, text: str, version: Version | None = None) -> Quantity | float | None:
    """A threshold: an amount, a share of the capacity (a float32 between 0 and 1), or None for `0%` and `100%`, which
    mean no threshold. Without a version the signal counts as known. Raises EvictionError.
    """
    if version is not None and version.minor < _SIGNALS.get(signal, 99):
        raise EvictionError(f"unsupported eviction signal {signal}")
    return _parse(signal, text)


def is_sound(signal: str, text: str) -> bool:
    """Whether every version takes a threshold."""
    if _SIGNALS.get(signal) != 0:
        return False
    try:
        _parse(signal, text)
    except EvictionError:
        return False
    return True


@lru_cache(1024)
def _parse(signal: str, text: str) -> Quantity | float | None:
    if text.endswith("%"):
        if text in NO_THRESHOLD:
            return None
        share = percentage(text)
        if share < 0:
            raise EvictionError(f"eviction percentage threshold {signal} must be >= 0%: {text}")
        if share > 1:
            raise EvictionError(f"eviction percentage threshold {signal} must be <= 100%: {text}")
        return share
    try:
        amount = quantity.parse(text)
    except quantity.QuantityError as error:
        raise EvictionError(str(error)) from None
    if amount.nano <= 0:
        raise EvictionError(f"eviction threshold {signal} must be positive: {amount}")
    return amount


def bad_reclaim(signal: str, text: str) -> str | None:
    """Why a minimum reclaim is refused, in the kubelet's words; None for one that is fine."""
    try:
        if text.endswith("%"):
            positive = percentage(text) > 0
            return None if positive else f"eviction percentage minimum reclaim {signal} must be positive: {text}"
        amount = quantity.parse(text)
    except (EvictionError, quantity.QuantityError) as error:
        return str(error)
    return f"negative eviction minimum reclaim specified for {signal}" if amount.nano < 0 else None


def percentage(text: str) -> float:
    """`15%` as a float32 share. Raises EvictionError."""
    try:
        return go.float32(go.parse_float32(text.rstrip("%")) / 100)
    except go.GoError as error:
        raise EvictionError(str(error)) from None


def of_capacity(share: float, capacity: int) -> Quantity:
    """The bytes that a share of a capacity (bytes) comes to: 5% of 128 GiB is 6871947776, because 5% is a float32."""
    product = float(capacity) * share
    # An int64 conversion of NaN gives the smallest int64 on amd64.
    return quantity.Quantity(int(product if product == product else -(2**63)) * quantity.NANO, "BinarySI")  # noqa: PLR0124  NaN
