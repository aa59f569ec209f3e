"""Which fields of an EC2NodeClass and a NodePool make Karpenter replace nodes.

A hash of the whole EC2NodeClass spec and of the NodePool's template is on each NodeClaim; where it differs the node
has drifted. What Karpenter looks up (subnets, images) and a NodePool's requirements are left out of the hash, and are
compared with the node itself. The order of a list does not count.

Source: `pkg/apis/v1/ec2nodeclass.go` (`Hash`), kubernetes-sigs/karpenter `pkg/apis/v1/nodepool.go` (`Hash`),
`pkg/controllers/nodeclaim/disruption/drift.go`, karpenter.sh, *Disruption*, *Drift*; 1.0 to 1.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import load
from numaconf.documents.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASS, POOL = "EC2NodeClass", "NodePool"

_LOOKED_UP = {
    "amiSelectorTerms": "a node drifts once they find another image",
    "subnetSelectorTerms": "a node drifts if they no longer find its subnet",
    "securityGroupSelectorTerms": "a node drifts once they find other security groups",
    "capacityReservationSelectorTerms": "a node drifts if they no longer find its reservation",
}
"""Fields of an EC2NodeClass that are not in the hash."""
_REQUIREMENTS = "a node drifts if its labels no longer meet them"
_UNWATCHED = "no node drifts; what comes next counts with it"
_NESTED = frozenset({"kubelet", "metadataOptions", "labels", "annotations"})


def causes(old: bytes, new: bytes) -> tuple[str, ...]:
    """What differs between two files in an object of the same kind, with what Karpenter does about it."""
    before, after = _objects(old), _objects(new)
    found: list[str] = []
    for kind in (CLASS, POOL):
        if len(before.get(kind, ())) == len(after.get(kind, ())) == 1:
            pairs = _class if kind == CLASS else _pool
            found += pairs(before[kind][0], after[kind][0])
    return tuple(found)


def _objects(data: bytes) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    try:
        for one in load.read_objects(data):
            value = None if isinstance(one, Unreadable) else one.value
            if isinstance(value, dict) and isinstance(value.get("kind"), str):
                found.setdefault(value["kind"], []).append(value)
    except Unreadable:
        pass
    return found


def _class(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    one, other = _map(old, "spec"), _map(new, "spec")
    hashed = [path for path in _different(one, other) if path.partition(".")[0] not in _LOOKED_UP]
    if hashed:
        yield f"{CLASS}: {_listed('spec', hashed)}: in the hash, so nodes drift and are replaced"
    for key, says in _LOOKED_UP.items():
        if _plain(one.get(key)) != _plain(other.get(key)):
            yield f"{CLASS}: spec.{key}: {says}"


def _pool(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    one, other = _map(old, "spec"), _map(new, "spec")
    before, after = _map(one, "template"), _map(other, "template")
    hashed = [f"metadata.{path}" for path in _different(_map(before, "metadata"), _map(after, "metadata"))]
    specs = _map(before, "spec"), _map(after, "spec")
    hashed += [f"spec.{path}" for path in _different(*specs) if path != "requirements"]
    if hashed:
        yield f"{POOL}: {_listed('spec.template', hashed)}: in the hash, so nodes drift and are replaced"
    if _plain(specs[0].get("requirements")) != _plain(specs[1].get("requirements")):
        yield f"{POOL}: spec.template.spec.requirements: {_REQUIREMENTS}"
    others = [path for path in _different(one, other) if path != "template"]
    if others:
        yield f"{POOL}: {_listed('spec', others)}: {_UNWATCHED}"


def _map(value: dict[str, Any], key: str) -> dict[str, Any]:
    held = value.get(key)
    return held if isinstance(held, dict) else {}


def _different(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The keys whose values differ, of some maps key by key. Empty and missing are the same, as in the hash."""
    found = []
    for key in sorted({**one, **other}, key=str):
        values = one.get(key), other.get(key)
        if _plain(values[0]) == _plain(values[1]):
            continue
        if key in _NESTED and all(value is None or isinstance(value, dict) for value in values):
            found += [f"{key}.{inner}" for inner in _different(values[0] or {}, values[1] or {})]
        else:
            found.append(str(key))
    return found


def _plain(value: Any) -> Any:
    """A value without what the hash passes over: the order of lists, and what is empty."""
    if isinstance(value, dict):
        return {
            key: held for key, inner in value.items() if (held := _plain(inner)) not in (None, "", 0, False)
        } or None
    if isinstance(value, list):
        return sorted(repr(_plain(one)) for one in value) or None
    return value


def _listed(above: str, paths: list[str]) -> str:
    return ", ".join(f"{above}.{path}" for path in paths)
