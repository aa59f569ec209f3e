"""AKS's names for the kubelet's fields."""

from __future__ import annotations

from numaconf.targets.aks import tables
from numaconf.targets.spelling import Spelling, named, nothing

_PREVIEW = {
    "kubeReserved": "kubeReserved",
    "evictionHard": "hardEvictionThreshold",
    "evictionSoft": "softEvictionThreshold",
    "evictionSoftGracePeriod": "softEvictionGracePeriod",
}
"""Fields of AKS's node hardening, which is a preview."""

_KEYS = {path: f"kubeletConfig.{name}" for path, name in {**tables.FIELDS, **_PREVIEW}.items()}

SPELLING = Spelling(
    "AKS",
    named(_KEYS, "AKS"),
    nothing,
    prefixes=("kubeletConfig.",),
    names=tuple((key.removeprefix("kubeletConfig."), key, path) for path, key in _KEYS.items()),
)
