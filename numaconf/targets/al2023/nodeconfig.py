"""One NodeConfig as nodeadm decodes it: what is refused with which words, what is dropped without one.

Source: awslabs/amazon-eks-ami `nodeadm/api/v1alpha1/nodeconfig_types.go` and `internal/api/bridge/decode.go` (2026-07),
run. Keys are case-sensitive (but for `kind` and `apiVersion`), unknown ones are dropped, types are checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents import placeholders
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route

API_VERSION, KIND = "node.eks.aws/v1alpha1", "NodeConfig"

_FREE_MAP = "map[string]runtime.RawExtension"
_SCALARS = {"string": str, "bool": bool, "[]uint8": str}

Struct = tuple[str, dict[str, Any]]
"""A Go type's name and its fields; a field is a Struct, or a Go type as its error message writes it."""

_STRING_MAP = "map[string]string"
_META: Struct = ("v1.ObjectMeta", {
    "name": "string", "generateName": "string", "namespace": "string", "uid": "types.UID",
    "labels": _STRING_MAP, "annotations": _STRING_MAP,
})  # fmt: skip
_CLUSTER: Struct = ("v1alpha1.ClusterDetails", {
    "name": "string", "apiServerEndpoint": "string", "certificateAuthority": "[]uint8", "cidr": "string",
    "enableOutpost": "bool", "id": "string",
})  # fmt: skip
_INSTANCE: Struct = ("v1alpha1.InstanceOptions", {
    "localStorage": ("v1alpha1.LocalStorageOptions", {
        "strategy": "v1alpha1.LocalStorageStrategy", "mountPath": "string",
        "disabledMounts": "[]v1alpha1.DisabledMount",
    }),
    "environment": "map[string]map[string]string",
    "network": ("v1alpha1.NetworkOptions", {"nameservers": "[]string", "domains": "[]string"}),
})  # fmt: skip
_KUBELET: Struct = (
    "v1alpha1.KubeletOptions",
    {"config": _FREE_MAP, "flags": "[]string", "maxPodsExpression": "string"},
)
_SPEC: Struct = ("v1alpha1.NodeConfigSpec", {
    "cluster": _CLUSTER,
    "containerd": ("v1alpha1.ContainerdOptions", {"config": "string", "baseRuntimeSpec": _FREE_MAP}),
    "instance": _INSTANCE,
    "kubelet": _KUBELET,
    "featureGates": "map[v1alpha1.Feature]bool",
})  # fmt: skip
_ROOT: Struct = (
    "v1alpha1.NodeConfig",
    {"apiVersion": "string", "kind": "string", "metadata": _META, "spec": _SPEC},
)


class Refused(NamedTuple):
    """nodeadm does not decode the document: its words, and the value that they are about."""

    says: str
    route: Route


class Dropped(NamedTuple):
    """A key that nodeadm does not know and drops silently; `close` are the keys that it has there."""

    route: Route
    known: tuple[str, ...]


def decode(value: Any) -> Refused | None:
    """Why nodeadm refuses a NodeConfig's value, or None. `failed to decode node config, ` goes before its words."""
    head = _interpret(value)
    if isinstance(head, Refused):
        return head
    version, kind = head
    if not kind:
        return Refused("Object 'Kind' is missing in '…'", ())
    if not version:
        return Refused("Object 'apiVersion' is missing in '…'", ())
    if version.count("/") > 1:
        return Refused(f"unexpected GroupVersion string: {version}", ("apiVersion",))
    if (version, kind) != (API_VERSION, KIND):
        route: Route = ("kind",) if version == API_VERSION else ("apiVersion",)
        return Refused(
            f'no kind "{kind}" is registered for version "{version}" in scheme "pkg/runtime/scheme.go"', route
        )
    return _check_struct(value, _ROOT, ())


def advice(says: str) -> str:
    """What to write in place of what nodeadm refuses with these words."""
    if "is registered for version" in says or "is missing in" in says or "GroupVersion" in says:
        return f"write apiVersion: {API_VERSION} and kind: {KIND}"
    if "base64" in says:
        return "write the certificate in base64, on one line"
    wanted = re.search(r"of type (\[\]|map|\w+)", says)
    kinds = {"string": "text, in quotes", "bool": "true or false", "[]": "a list", "map": "a map"}
    if "cannot unmarshal" in says and wanted:
        kind = "a whole number" if wanted[1].startswith(("int", "uint")) else kinds.get(wanted[1], "a map of keys")
        return f"write {kind}"
    return "write another value"


def dropped(value: dict[str, Any]) -> Iterator[Dropped]:
    """The keys of a decodable NodeConfig that nodeadm drops."""
    yield from _unknown(value, _ROOT, ())


def kubelet(value: dict[str, Any]) -> dict[str, Any]:
    """`spec.kubelet` of a decodable NodeConfig; an empty map where there is none."""
    found = (value.get("spec") or {}).get("kubelet") or {}
    assert isinstance(found, dict)
    return found


def cluster(value: dict[str, Any]) -> dict[str, Any]:
    """`spec.cluster` of a decodable NodeConfig; an empty map where there is none."""
    found = (value.get("spec") or {}).get("cluster") or {}
    assert isinstance(found, dict)
    return found


def _interpret(value: Any) -> Refused | tuple[str, str]:
    """The apiVersion and kind, whose keys Go's encoding/json takes in any letter case."""
    if value is None:
        return "", ""
    if not isinstance(value, dict):
        struct = (
            'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
        )
        says = f"json: cannot unmarshal {_json_type(value)} into Go value of type {struct}"
        return Refused(f"couldn't get version/kind; json parse error: {says}", ())
    found = {"apiversion": "", "kind": ""}
    for key in sorted(value):
        folded, item = key.lower(), value[key]
        if folded in found and item is not None:
            if not isinstance(item, str):
                name = "apiVersion" if folded == "apiversion" else "kind"
                says = f"json: cannot unmarshal {_json_type(item)} into Go struct field .{name} of type string"
                return Refused(f"couldn't get version/kind; json parse error: {says}", (key,))
            found[folded] = item
    return found["apiversion"], found["kind"]


def _check_struct(value: dict[str, Any], struct: Struct, route: Route) -> Refused | None:
    """The first field, in the order of sorted keys in which nodeadm meets them, that has a wrong type."""
    name, fields = struct
    for key in sorted(value):
        if key in fields and value[key] is not None:
            field = ".".join(map(str, (*route, key)))
            wrong = _check(value[key], fields[key], (*route, key), f"{name.partition('.')[2]}.{field}")
            if wrong:
                return wrong
    return None


def _check(value: Any, kind: str | Struct, route: Route, field: str) -> Refused | None:
    if isinstance(kind, tuple):
        return _check_struct(value, kind, route) if isinstance(value, dict) else _wrong(value, kind[0], route, field)
    if kind == _FREE_MAP:
        return None if isinstance(value, dict) else _wrong(value, kind, route, field)
    if kind.startswith("map["):
        if not isinstance(value, dict):
            return _wrong(value, kind, route, field)
        inner = kind.partition("]")[2]
        return _first(_check(value[key], inner, (*route, key), field) for key in sorted(value))
    if kind.startswith("[]") and kind != "[]uint8":
        if not isinstance(value, list):
            return _wrong(value, kind, route, field)
        return _first(_check(item, kind[2:], (*route, index), field) for index, item in enumerate(value))
    if value is None:
        return None
    if not isinstance(value, _SCALARS.get(kind, str)):
        return _wrong(value, kind, route, field)
    if kind != "[]uint8" or placeholders.in_value(str(value)):
        return None
    bad = _bad_base64(str(value))
    return None if bad is None else Refused(f"illegal base64 data at input byte {bad}", route)


def _first(found: Iterator[Refused | None]) -> Refused | None:
    return next((one for one in found if one), None)


def _wrong(value: Any, kind: str, route: Route, field: str) -> Refused:
    return Refused(f"json: cannot unmarshal {_json_type(value)} into Go struct field {field} of type {kind}", route)


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return {str: "string", int: "number", float: "number", list: "array", dict: "object"}.get(type(value), "null")


def _bad_base64(text: str) -> int | None:
    """The offset that Go's base64.StdEncoding complains about, or None."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    clean = [(at, char) for at, char in enumerate(text) if char not in "\r\n"]
    body = len(clean)
    while body and clean[body - 1][1] == "=" and len(clean) - body < 2:
        body -= 1
    for at, char in clean[:body]:
        if char not in alphabet:
            return at
    if len(clean) % 4:
        return clean[len(clean) // 4 * 4][0] if body == len(clean) else clean[-1][0]
    return None


def _unknown(value: dict[str, Any], struct: Struct, route: Route) -> Iterator[Dropped]:
    fields = struct[1]
    for key, item in value.items():
        if key in fields:
            if isinstance(fields[key], tuple) and fields[key] is not _META and isinstance(item, dict):
                yield from _unknown(item, fields[key], (*route, key))
        elif not (not route and key.lower() in ("kind", "apiversion")):
            yield Dropped((*route, key), tuple(fields))
