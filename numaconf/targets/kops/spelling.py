"""kops' names for the kubelet's fields."""

from __future__ import annotations

from numaconf.targets.kops import tables
from numaconf.targets.spelling import Key, Spelling


def _key(path: str, _flag: str) -> Key:
    """Kops has many of the kubelet's fields, some under names of their own."""
    own = next((name for name, route in tables.ROUTES.items() if ".".join(map(str, route)) == path), "")
    first = path.partition(".")[0]
    if own or first in tables.TYPES:
        return f"spec.kubelet.{own or path}", ""
    return "", "kops has no such field"


SPELLING = Spelling("kops", _key, lambda _: {"evictionHard": tables.EVICTION}, prefixes=("spec.kubelet.",))
