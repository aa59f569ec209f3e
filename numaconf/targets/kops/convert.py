"""From kops' fields to the kubelet's: one string for a map of thresholds, gates as strings, taints in one word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.findings import Says
from numaconf.kubelet import duration, fields, go, tree
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kops import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import Origin

_WANTED = {
    "bool": "true or false", "number": "a whole number", "duration": 'a duration such as "10s"',
    "string": "a string", "list": "a list of strings", "map": "a map of strings",
}  # fmt: skip


def misfit(key: str, value: Any, kind: str, origin: Origin) -> Iterator[Finding]:
    """What kops' decoder and its validation refuse of a value."""
    if not _fits(value, kind):
        yield _refused(f"{key} is not {_WANTED[kind]}", f"write {_WANTED[kind]}", origin)
        return
    inner = value.items() if kind == "map" else enumerate(value) if kind == "list" else ()
    for at, one in inner:
        if not isinstance(one, str):
            written = str(one).lower() if isinstance(one, bool) else str(one)
            yield _refused(f"{key}: {at} is not a string", f'write "{written}"', tree.child(origin, at))
        elif key == "featureGates" and one not in _BOOLS:
            yield _refused(f'{key}: {at} is {one!r}, neither "true" nor "false"', "write one", tree.child(origin, at))
    if key in tables.CHOICES and value not in tables.CHOICES[key]:
        yield _refused(f"{key} is {value!r}", f"write one of {', '.join(tables.CHOICES[key])}", origin)
    separator = tables.PAIRS.get(key)
    if separator and value and not all(separator in pair for pair in value.split(",")):
        yield _refused(f"{key} is not a list of pairs name{separator}value with commas", "write such a list", origin)


_BOOLS = frozenset("1 t T TRUE true True 0 f F FALSE false False".split())
"""What Go's `strconv.ParseBool` takes."""


def _fits(value: Any, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "duration":
        try:
            return isinstance(value, str) and duration.parse(value) is not None
        except duration.DurationError:
            return False
    return isinstance(value, {"bool": bool, "string": str, "list": list, "map": dict}[kind])


def _refused(message: str, remedy: str, origin: Origin) -> Finding:
    says = Says("kops", "cannot unmarshal") if " is not " in message else None
    return BY_CODE["NC573"].finding(f"{message}, and kops refuses the object; {remedy}", origin, says=says)


def merge(root: Node, held: dict[str, Any], origin: Origin) -> None:
    """Lay the fields of one object over the kubelet's configuration so far, in place: maps merge key by key."""
    for key, value in held.items():
        kind, here = tables.TYPES.get(str(key)), tree.child(origin, key)
        if kind is None or value in (None, "", [], {}) or not _fits(value, kind):
            continue
        route = tables.ROUTES.get(key, (key,))
        if route[0] not in fields.FIELDS:
            continue
        node = root
        for step in route[:-1]:
            node = node.value.setdefault(step, Node({}, here))
        before = node.value.get(route[-1])
        after = _converted(key, value, here)
        if kind == "map" and before is not None:
            before.value.update(after.value)
        else:
            node.value[route[-1]] = after


def _converted(key: str, value: Any, origin: Origin) -> Node:
    separator = tables.PAIRS.get(key)
    if separator:
        pairs = (pair.partition(separator) for pair in value.split(","))
        return Node({name.strip(): Node(amount.strip(), origin) for name, _, amount in pairs}, origin)
    if key == "enforceNodeAllocatable":
        return Node(value.split(","), origin)
    if key == "clusterDNS":
        return Node([value], origin)
    if key == "featureGates":
        gates = {gate: Node(go.parse_bool(text), tree.child(origin, gate)) for gate, text in value.items()
                 if text in _BOOLS}  # fmt: skip
        return Node(gates, origin)
    if key == "taints":
        return Node([_taint(text) for text in value if isinstance(text, str)], origin)
    return tree.from_layer(value, origin)


def _taint(text: str) -> dict[str, str]:
    left, _, effect = text.rpartition(":")
    name, _, value = left.partition("=")
    return {"key": name, "value": value, "effect": effect}
