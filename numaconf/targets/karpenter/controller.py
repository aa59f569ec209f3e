"""What Karpenter's controller checks of `spec.kubelet` from 1.15.0 on, where the API server takes any map.

Any reason keeps the EC2NodeClass from becoming ready, so no node is launched. Source: aws/karpenter-provider-aws 1.15.0
`pkg/apis/v1/kubeletconfiguration_validation.go` and `pkg/controllers/nodeclass/validation.go`; 1.15.1 has the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import duration, fields, go, quantity, readers
from numaconf.named import NamedTuple
from numaconf.targets.karpenter.nodeclass import KUBELET, RESERVABLE, SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.readers import Wrong

KUBELET_MINOR = 37
"""Karpenter 1.15.0 and 1.15.1 decode against k8s.io/kubelet 0.37.0."""

INVALID = "InvalidKubeletConfiguration"
EXPRESSION = "KubeletExpressionsDisabled"
UNSUPPORTED = "UnsupportedKubeletConfiguration"

_OWNED = "Karpenter sets it from the NodeClaim's taints so the node registers unschedulable until it's ready"

ANY_FIELD = frozenset({"AL2023"})
"""The families that hand the whole map on to the kubelet."""

NO_PODS_PER_CORE = frozenset({"Bottlerocket"})


class Reason(NamedTuple):
    """One objection: the condition's reason, what it is about (below `spec.kubelet`), and Karpenter's words."""

    reason: str
    route: Route
    text: str


def reasons(kubelet: dict[str, Any], family: str) -> list[Reason]:
    """Everything that the controller holds against a stored `spec.kubelet`; () when nodes are launched with it."""
    if not kubelet:
        return []
    found = [*_decoded(kubelet), *_semantics(kubelet)]
    return found or [*_expressions(kubelet)] or [*_unsupported(kubelet, family)]


def message(found: list[Reason]) -> str:
    """The condition's reason and message."""
    return f"{found[0].reason}: {'; '.join(dict.fromkeys(one.text for one in found))}"


def _decoded(kubelet: dict[str, Any]) -> Iterator[Reason]:
    """The strict decode: one type error alone, else all unknown fields. `maxPods` may be an expression."""
    sample = {key: kubelet[key] for key in sorted(kubelet)}
    if isinstance(sample.get("maxPods"), str):
        sample["maxPods"] = 0
    wrong: list[Wrong] = []
    readers.struct("KubeletConfiguration", KUBELET_MINOR)(sample, (), wrong)
    types = [one for one in wrong if one.struct is None]
    # Go goes on after a value of a wrong type, but not after one that a type's own method refuses.
    ends = [one for one in types if " Go struct field " not in one.text or _is_duration(one.route)]
    for one in (ends or types)[:1] or wrong:
        yield Reason(INVALID, one.route, f"spec.kubelet: {one.text}")


def _is_duration(route: Route) -> bool:
    field = fields.FIELDS.get(str(route[0]))
    return field is not None and fields.plain(field.type) == "Duration"


def _strings(kubelet: dict[str, Any], field: str) -> dict[str, str]:
    """A map of strings; one of any other shape counts as absent, since the decode has said so. A null is empty."""
    value = kubelet.get(field)
    if not isinstance(value, dict) or any(not isinstance(item, str | None) for item in value.values()):
        return {}
    return {key: value[key] or "" for key in sorted(value)}


def _semantics(kubelet: dict[str, Any]) -> Iterator[Reason]:
    if "registerWithTaints" in kubelet:
        yield Reason(INVALID, ("registerWithTaints",), f"spec.kubelet.registerWithTaints: can't be set, {_OWNED}")
    for field in ("evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim"):
        for key, value in _strings(kubelet, field).items():
            if key not in SIGNALS:
                allowed = ", ".join(SIGNALS)
                text = f"{go.quote(key)} isn't a valid eviction signal, must be one of {allowed}"
                yield Reason(INVALID, (field, key), f"spec.kubelet.{field}: {text}")
            wrong = _grace_period(value) if field == "evictionSoftGracePeriod" else _threshold(value)
            if wrong:
                yield Reason(INVALID, (field, key), f"spec.kubelet.{field}[{key}]: {go.quote(value)} {wrong}")
    soft, grace = _strings(kubelet, "evictionSoft"), _strings(kubelet, "evictionSoftGracePeriod")
    for field, keys, other, others in (
        ("evictionSoft", soft, "evictionSoftGracePeriod", grace),
        ("evictionSoftGracePeriod", grace, "evictionSoft", soft),
    ):
        for key in keys:
            if key not in others:
                yield Reason(INVALID, (field, key), f"spec.kubelet.{field}[{key}]: has no matching {other}")
    yield from _reserved(kubelet)
    yield from _numbers(kubelet)


def _reserved(kubelet: dict[str, Any]) -> Iterator[Reason]:
    for field in ("kubeReserved", "systemReserved"):
        for key, value in _strings(kubelet, field).items():
            if key not in RESERVABLE:
                allowed = ", ".join(RESERVABLE)
                text = f"{go.quote(key)} isn't a reservable resource, must be one of {allowed}"
                yield Reason(INVALID, (field, key), f"spec.kubelet.{field}: {text}")
            if value.startswith("-"):
                text = f"spec.kubelet.{field}[{key}]: {go.quote(value)} can't be a negative resource quantity"
                yield Reason(INVALID, (field, key), text)


def _numbers(kubelet: dict[str, Any]) -> Iterator[Reason]:
    def whole(field: str) -> int | None:
        value = kubelet.get(field)
        return value if type(value) is int else None

    shares = ("imageGCHighThresholdPercent", "imageGCLowThresholdPercent")
    for field in shares:
        value = whole(field)
        if value is not None and not 0 <= value <= 100:
            yield Reason(INVALID, (field,), f"spec.kubelet.{field}: {value} must be between 0 and 100")
    for field in ("podsPerCore", "evictionMaxPodGracePeriod", "maxPods"):
        value = whole(field)
        if value is not None and value < 0:
            yield Reason(INVALID, (field,), f"spec.kubelet.{field}: {value} can't be negative")
    high, low = map(whole, shares)
    if high is not None and low is not None and high <= low:
        text = f"imageGCHighThresholdPercent ({high}) must be greater than imageGCLowThresholdPercent ({low})"
        yield Reason(INVALID, shares[:1], f"spec.kubelet: {text}")


def _threshold(value: str) -> str:
    """What is wrong with an eviction threshold, or nothing."""
    if value.endswith("%"):
        try:
            share = go.parse_float32(value[:-1])
        except go.GoError:
            share = -1.0
        return "must be a percentage or a resource quantity" if share < 0 or share > 100 else ""
    try:
        amount = quantity.parse(value)
    except quantity.QuantityError:
        return "must be a percentage or a resource quantity"
    return "can't be a negative resource quantity" if amount.nano < 0 else ""


def _grace_period(value: str) -> str:
    try:
        length = duration.parse(value)
    except duration.DurationError:
        return "must be a duration"
    return "can't be a negative duration" if length < 0 else ""


def is_expression(value: Any) -> bool:
    """Whether Karpenter takes an amount in a reservation for a CEL expression: any text but a quantity."""
    try:
        quantity.parse(value or "")
    except quantity.QuantityError:
        return True
    return False


def _expressions(kubelet: dict[str, Any]) -> Iterator[Reason]:
    text = "spec.kubelet contains a CEL expression, but the NodeClassCEL feature gate is disabled"
    if isinstance(kubelet.get("maxPods"), str):
        yield Reason(EXPRESSION, ("maxPods",), text)
    for field in ("kubeReserved", "systemReserved"):
        for key, value in _strings(kubelet, field).items():
            if is_expression(value):
                yield Reason(EXPRESSION, (field, key), text)


_NAMES = frozenset("instance_type vcpus memory_mib default_enis ips_per_eni max_pods min max int double".split())
"""Variables and functions of the expressions."""


def is_plausible(expression: str) -> bool:
    """Whether a text can be meant as an expression: it names a variable, and nothing else. `100MB` does not."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", expression)
    names = re.findall(r"[A-Za-z_][A-Za-z0-9_]*", bare)
    return bool(names) and set(names) <= _NAMES and re.search(r"[0-9][A-Za-z_]", bare) is None


def _unsupported(kubelet: dict[str, Any], family: str) -> Iterator[Reason]:
    if family == "Custom" or family in ANY_FIELD:
        return
    dropped = {key for key in kubelet if key not in KUBELET.fields}
    if family in NO_PODS_PER_CORE and kubelet.get("podsPerCore") is not None:
        dropped.add("podsPerCore")
    if dropped:
        head = f"spec.kubelet has fields not applied by the {family} AMI family that would be silently dropped: "
        yield Reason(UNSUPPORTED, (min(dropped),), head + ", ".join(sorted(dropped)))
    addresses = kubelet.get("clusterDNS") or ()
    if len(addresses) > 1:
        text = f"the {family} AMI family doesn't accept multiple entries, only one, but {len(addresses)} were set"
        yield Reason(UNSUPPORTED, ("clusterDNS",), f"spec.kubelet.clusterDNS: {text}")
