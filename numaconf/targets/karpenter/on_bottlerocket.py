"""Bottlerocket: Karpenter decodes the user's settings, lays its own over them, and Bottlerocket reads what is left."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.documents import toml
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets.bottlerocket import reader
from numaconf.targets.eks import userdata as user_data
from numaconf.targets.karpenter import bottlerocket_struct as struct
from numaconf.targets.karpenter import userdata
from numaconf.targets.karpenter.case import canonical, finish, overridden
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.documents.source import Route
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.targets.karpenter.case import Case

TABLE = ("settings", "kubernetes")


class Given(NamedTuple):
    """The user's document, or why it cannot be read: `refusal` are Karpenter's words about it, at `place`."""

    source: Source | None = None
    refusal: str = ""
    place: Origin | None = None


@lru_cache(16)
def given(text: Source) -> Given:
    """The TOML of a text, looked at once."""
    try:
        document = toml.read(text.document.value)
    except Unreadable as error:
        if error.limit:  # Karpenter's would be another
            raise
        return Given(refusal=f"invalid UserData toml: {error.message}", place=Origin("document", text))
    outer = text.outer
    assert outer is not None
    source = Source(
        text.path, document, text.index, outer=outer, route=userdata.ROUTE, line=text.line, column=text.column
    )
    settings = document.value.get("settings", {})
    for route, value in (
        (TABLE[:1], settings),
        (TABLE, settings.get("kubernetes", {}) if isinstance(settings, dict) else {}),
    ):
        if not isinstance(value, dict):
            where = Origin("document", source, route)
            return Given(
                refusal=f"invalid UserData toml: cannot decode {'.'.join(route)}, which is not a table", place=where
            )
    return Given(source)


def read(case: Case) -> Reading:
    """What a node of that class makes of it."""
    text = userdata.text(case.source)
    findings: list[Finding] = []
    written = Given()
    if text is not None and text.document.value:
        findings += user_data.too_large(text)
        written = given(text)
        if written.refusal:
            assert written.place is not None
            return finish(case, Reading(None), [*findings, _refused(written.refusal, written.place)])
    settings = dict(written.source.document.value.get("settings", {})) if written.source else {}
    decoded = struct.decode(settings.get("kubernetes", {}), case.karpenter)
    if decoded.refusal:
        route, says = decoded.refusal
        place = Origin("document", written.source, (*TABLE, *route))
        return finish(case, Reading(None), [*findings, _refused(f"invalid UserData {says}", place)])
    findings += _dropped(written.source, decoded, case.karpenter)
    table = struct.written(decoded.table)
    own = dict(_own(case))
    findings += _overridden(written.source, decoded.table, own)
    settings["kubernetes"] = {**table, **{key: value for key, (value, _) in own.items()}}
    reading = reader.read_settings(
        settings, _where(case, written.source, own), case.kubernetes, case.machine, case.context
    )
    return finish(case, reading, findings)


def _refused(says: str, place: Origin) -> Finding:
    return BY_CODE["NC613"].finding(
        f"Karpenter cannot read this user data, so every launch fails: {says}; write Bottlerocket's settings in TOML",
        place,
        says=Says("karpenter", says),
    )


def _dropped(source: Source | None, decoded: struct.Decoded, karpenter: Version) -> Iterator[Finding]:
    logged = karpenter[:2] >= struct.LOGGED_SINCE
    for route in decoded.dropped:
        name = ".".join(map(str, route))
        since = struct.SINCE.get(str(route[0])) if len(route) == 1 else None
        first = f"{since[0]}.{since[1]} is the first version that passes it on" if since else ""
        yield BY_CODE["NC612"].finding(
            f"Karpenter {karpenter.major}.{karpenter.minor} drops settings.kubernetes.{name}, and Bottlerocket never "
            f"sees it: {first or 'no version up to 1.15 passes it on; leave it out'}",
            Origin("document", source, (*TABLE, *route)),
            says=Says("karpenter", "Unknown parameter in userData K8s settings") if logged else None,
            key=True,
        )


_COPIED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "systemReserved": ("system-reserved", dict),
    "kubeReserved": ("kube-reserved", dict),
    "evictionHard": ("eviction-hard", dict),
    "evictionSoft": ("eviction-soft", dict),
    "evictionMaxPodGracePeriod": ("eviction-max-pod-grace-period", int),
    "imageGCHighThresholdPercent": ("image-gc-high-threshold-percent", str),
    "imageGCLowThresholdPercent": ("image-gc-low-threshold-percent", str),
    "cpuCFSQuota": ("cpu-cfs-quota-enforced", bool),
}
"""Field of `spec.kubelet`: the setting whose whole value it takes the place of, and in which form."""


def _own(case: Case) -> Iterator[tuple[str, tuple[Any, Origin]]]:
    """What Karpenter sets: each setting with its value and where it comes from. The cluster's data are left out."""
    by_pool = Origin("platform-default", note="Karpenter writes it from the NodePool")
    pods = case.max_pods()
    if pods is not None:
        yield "max-pods", pods
    for field, (setting, form) in _COPIED.items():
        if case.kubelet.get(field) is not None:
            yield setting, (form(case.kubelet[field]), case.origin("kubelet", field))
    grace = case.kubelet.get("evictionSoftGracePeriod")
    if grace is not None:
        periods = {key: canonical(value) for key, value in grace.items()}
        yield "eviction-soft-grace-period", (periods, case.origin("kubelet", "evictionSoftGracePeriod"))
    addresses = case.kubelet.get("clusterDNS")
    if addresses:
        yield "cluster-dns-ip", (addresses[0], case.origin("kubelet", "clusterDNS", 0))
    taints: dict[str, list[str]] = {}
    for taint in case.registered_taints():
        taints.setdefault(taint["key"], []).append(f"{taint.get('value', '')}:{taint['effect']}")
    yield "node-taints", (taints, by_pool)


def _overridden(source: Source | None, user: dict[str, Any], own: dict[str, tuple[Any, Origin]]) -> Iterator[Finding]:
    for key, (value, _) in own.items():
        if key in user and user[key] != value:
            origin = Origin("document", source, (*TABLE, key))
            if key == "node-taints":
                yield BY_CODE["NC615"].finding(
                    "Karpenter drops node-taints and writes the NodePool's taints: write them into the NodePool",
                    origin,
                    key=True,
                )
                continue
            shown = (
                ", ".join(f"{name} {amount}" for name, amount in value.items()) if isinstance(value, dict) else value
            )
            yield overridden(f"settings.kubernetes.{key}", shown, origin)


def _where(case: Case, source: Source | None, own: dict[str, tuple[Any, Origin]]) -> Callable[[Route], Origin]:
    """Where a route below `settings` was written."""

    def where(route: Route) -> Origin:
        if len(route) > 1 and route[0] == "kubernetes" and route[1] in own:
            origin = own[str(route[1])][1]
            return origin._replace(route=origin.route + route[2:]) if origin.kind == "document" else origin
        if source is None:
            return case.origin("kubelet")
        return Origin("document", source, ("settings", *route))

    return where
