"""What the kubelet says about registerWithTaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import labels
from numaconf.kubelet.flag_values import EFFECTS
from numaconf.kubelet.validation import INVALID
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig


class WrongTaint(NamedTuple):
    """One objection. `at`: the route of the value at fault."""

    at: Route
    says: str
    must: str


def objections(node: EffectiveConfig) -> Iterator[WrongTaint]:
    """Everything that the kubelet objects to."""
    for index, taint in enumerate(node.config.get("registerWithTaints") or ()):
        at: Route = ("registerWithTaints", index)
        key, value, effect = (taint.get(name) or "" for name in ("key", "value", "effect"))
        added = taint.get("timeAdded")
        wrong = _wrong(key, value, effect)
        if wrong:
            name, must = wrong
            says = f"invalid taint: {{{key} {value} {effect} {_time(added)}}}"
            yield WrongTaint((*at, name) if name in taint else at, says, must)
        if added is not None:
            yield WrongTaint((*at, "timeAdded"), f"{INVALID}taint.TimeAdded is not nil", "timeAdded must not be set")


def unregistered(node: EffectiveConfig) -> Iterator[WrongTaint]:
    """What the kubelet lets pass and the API server refuses, so that no node is registered.

    Source: pkg/apis/core/validation/validation.go `validateNodeTaints` (1.27 and later), pkg/util/taints
    `CheckTaintValidation`, which asks for no effect; the kubelet tries to register forever.
    """
    if node.config.get("registerNode") is False:
        return
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate(node.config.get("registerWithTaints") or ()):
        at: Route = ("registerWithTaints", index)
        key, effect = taint.get("key") or "", taint.get("effect") or ""
        if not effect:
            must = (
                f"the taint {key} has no effect, and no API server takes such a node: write one of {', '.join(EFFECTS)}"
            )
            yield WrongTaint(at, "effect: Required value", must)
        elif (key, effect) in seen:
            must = f"the taint {key} appears twice with {effect}, and no API server takes such a node: leave one out"
            yield WrongTaint(at, "taints must be unique by key and effect pair", must)
        seen.add((key, effect))


def _wrong(key: str, value: str, effect: str) -> tuple[str, str] | None:
    if errors := labels.key_errors(key):
        return "key", f"the key {key!r} is invalid: {errors[0]}"
    if errors := labels.value_errors(value):
        return "value", f"the value {value!r} is invalid: {errors[0]}"
    if effect and effect not in EFFECTS:
        return "effect", f"the effect {effect!r} is not one of {', '.join(EFFECTS)}"
    return None


def _time(added: Any) -> str:
    return "<nil>" if added is None else str(added)
