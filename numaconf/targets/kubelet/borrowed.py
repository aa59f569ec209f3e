"""Whether a map without apiVersion and kind is the kubelet's, or only borrows names of its fields.

Sources of the others' names: Azure/AgentBaker `pkg/agent/datamodel/types.go`, GKE's node system configuration.
"""

from __future__ import annotations

from typing import Any, Literal

from numaconf.kubelet import fields, reservation

BORROWERS = frozenset(
    "imageGcHighThreshold imageGcLowThreshold containerLogMaxSizeMB podMaxPids hardEvictionThreshold "
    "softEvictionThreshold cpuCfsQuotaPeriod kubeletConfig linuxConfig linuxOSConfig topologyManager "
    "memoryManager".split()
)
"""Names that other clouds' node settings have beside the kubelet's own (Azure AKS, Google GKE)."""

_NEAR = "cpuCfsQuota"
"""AKS's own, and the kubelet's cpuCFSQuota in another letter case."""

_SHARED = frozenset(
    "cpuManagerPolicy topologyManagerPolicy allowedUnsafeSysctls failSwapOn containerLogMaxFiles seccompDefault "
    "kubeReserved".split()
)
"""Names that the kubelet and AKS both have."""

Standing = Literal["own", "foreign", "open"]


def standing(value: dict[str, Any]) -> Standing:
    """Whose a map is that has a field of the kubelet's, by all its names and values; `open`: as many speak for one as
    for the other.
    """
    if any(name in fields.FIELDS and _is_schema(held) for name, held in value.items()):
        return "foreign"
    strange = [name for name in value if name not in fields.FIELDS]
    if not strange:
        return "own"
    own = [name for name in value if name in fields.FIELDS and (name not in _SHARED or _is_reservation(name, value))]
    borrowed = [name for name in strange if name in BORROWERS]
    if borrowed:
        # Nobody misspells a field so, while one of the kubelet's may be hoped for elsewhere: they count twice.
        return _weighed(len(own), 2 * len(borrowed) + (_NEAR in value))
    if _NEAR in value and not own:
        return "foreign"
    if _NEAR in value and len(own) == 1 and not _SHARED.isdisjoint(value.keys() - own):
        return "open"
    far = [name for name in strange if not isinstance(name, str) or not fields.suggest(name)]
    return _weighed(len(value) - len(strange), len(far)) if far else "own"


def _weighed(ours: int, theirs: int) -> Standing:
    return "own" if ours > theirs else "open" if ours == theirs else "foreign"


def _is_schema(held: Any) -> bool:
    """Whether a value describes values (a JSON Schema) in place of being one."""
    return isinstance(held, dict) and (isinstance(held.get("type"), str) or "$ref" in held)


def _is_reservation(name: str, value: dict[str, Any]) -> bool:
    """Whether a reservation has the kubelet's resources; AKS's have names of their own."""
    held = value[name]
    return name == "kubeReserved" and isinstance(held, dict) and bool(held) and held.keys() <= {*reservation.RESOURCES}
