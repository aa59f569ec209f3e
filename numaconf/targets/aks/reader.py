"""Names and values of a custom node configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import mapping, value_at
from numaconf.kubelet import fields
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.aks import tables
from numaconf.targets.aks.recognise import RESOURCE
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding

_NODE_CLASS = {
    "cpuCFSQuota": "cpuCfsQuota", "cpuCFSQuotaPeriod": "cpuCfsQuotaPeriod",
    "imageGCHighThresholdPercent": "imageGcHighThreshold", "imageGCLowThresholdPercent": "imageGcLowThreshold",
    "podPidsLimit": "podMaxPids", "containerLogMaxSize": "",
}  # fmt: skip
"""AKSNodeClass's spellings; an empty name is one that only it has."""
_TYPES = {bool: "true or false", int: "a whole number", str: "a string", list: "a list", dict: "a map"}


def read(source: Source) -> Reading:
    """What is wrong with the settings."""
    value = source.document.value
    findings = [
        finding for route in _configurations(value) for finding in _kubelet(source, route, value_at(value, route))
    ]
    return Reading(None, tuple(findings))


def _configurations(value: Any) -> list[Route]:
    """Where a document has settings of a kubelet."""
    if not isinstance(value, dict):
        return []
    if "apiVersion" in value:
        return [("spec", "kubelet")]
    resources = value.get("resources")
    if resources is None:
        return [()]
    found: list[Route] = []
    listed = enumerate(resources) if isinstance(resources, list) else mapping(resources).items()
    for at, one in listed:
        if not (isinstance(one, dict) and str(one.get("type")).startswith(RESOURCE)):
            continue
        base: Route = ("resources", at, "properties")
        found.append((*base, "kubeletConfig"))
        pools = value_at(value, (*base, "agentPoolProfiles"))
        found += (
            (*base, "agentPoolProfiles", pool, "kubeletConfig")
            for pool, _ in enumerate(pools if isinstance(pools, list) else ())
        )
    return [route for route in found if isinstance(value_at(value, route), dict)]


def _kubelet(source: Source, route: Route, held: Any) -> Iterator[Finding]:
    node_class = route == ("spec", "kubelet")
    for key, value in held.items() if isinstance(held, dict) else ():
        origin = Origin("document", source, (*route, key))
        name = _NODE_CLASS.get(key, key) if node_class else key
        known = tables.KUBELET.get(str(name))
        if known is None:
            if name and (key in fields.FIELDS or _near(key)):
                message = f"AKS has no {key}, and it has no effect{_near(key)}"
                yield BY_CODE["NC592"].finding(message, origin, key=True)
        elif isinstance(known, tuple):
            if value not in known:
                yield BY_CODE["NC593"].finding(f"{key} is one of {', '.join(known)}, and AKS refuses others", origin)
        elif known is not object and (not isinstance(value, known) or (known is int and isinstance(value, bool))):
            yield BY_CODE["NC593"].finding(
                f"{key} is not {_TYPES[known]}, and AKS refuses it; write {_TYPES[known]}", origin
            )


def _near(key: str) -> str:
    from difflib import get_close_matches

    named = tables.FIELDS.get(key)
    if named is None and key in fields.FIELDS:
        return "; leave it out"
    close = [named] if named and named != key else get_close_matches(key, tables.KUBELET, n=1, cutoff=0.75)
    return f"; AKS's name is {close[0]}" if close else ""
