"""Every target: its name on the command line and the module that renders and reads it."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from numaconf.errors import CannotDo

if TYPE_CHECKING:
    from numaconf.targets.target import Target

TARGETS: dict[str, str] = {
    "kubelet": "numaconf.targets.kubelet",
    "kubelet-dropin": "numaconf.targets.kubelet.dropin",
    "al2": "numaconf.targets.al2",
    "al2023": "numaconf.targets.al2023",
    "karpenter": "numaconf.targets.karpenter",
    "bottlerocket": "numaconf.targets.bottlerocket",
    "minikube": "numaconf.targets.minikube",
}

READ_ONLY: dict[str, str] = {"kubelet-flags": "numaconf.targets.kubelet.command"}
"""What the linter reads and nothing is rendered for."""

ALIASES: dict[str, str] = {"nodeadm": "al2023"}
"""Other names under which the linter knows a target's documents."""

RESERVING = frozenset({"al2", "al2023", "karpenter", "bottlerocket"})
"""Targets whose platform computes reservations by itself: what a profile leaves open is pinned there."""


@lru_cache
def target(name: str) -> Target:
    """The module of a target, imported on demand. Raises CannotDo, with a suggestion, for a name that is none."""
    name = ALIASES.get(name, name)
    found = TARGETS.get(name) or READ_ONLY.get(name)
    if found is None:
        from difflib import get_close_matches

        close = get_close_matches(name, TARGETS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"write one of {', '.join(TARGETS)}"
        raise CannotDo(f"no such target: {name!r}; {hint}")
    return cast("Target", import_module(found))
