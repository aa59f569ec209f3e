"""Gardener's names for the kubelet's fields."""

from __future__ import annotations

from numaconf.targets.gardener import reader
from numaconf.targets.spelling import Key, Spelling


def _key(path: str, _flag: str) -> Key:
    first, _, rest = path.partition(".")
    if first in reader.ABSENT:
        return "", "Gardener has no such field"
    names = {signal: key for key, signal in reader.SIGNALS.items()}
    return f"{'.'.join(map(str, reader.SHOOT))}.{first}{f'.{names.get(rest, rest)}' if rest else ''}", ""


SPELLING = Spelling(
    "Gardener",
    _key,
    lambda _: {"kubeReserved": reader.RESERVED, "evictionHard": reader.EVICTION},
    prefixes=("spec.kubernetes.kubelet.", "spec.provider.workers.kubernetes.kubelet."),
    names=tuple((name, f"evictionHard.{name}", f"evictionHard.{signal}") for name, signal in reader.SIGNALS.items()),
)
