"""A JSON Schema of KubeletConfiguration for editors, made from the tables of fields, gates and options.

It refuses what the kubelet of that version refuses or drops for its type or name alone: unknown fields, gates, types,
policies. Sums, machines and what depends on other fields are left to `numaconf lint`. Draft 7, which editors know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields, gates, glossary, options
from numaconf.kubelet.eviction import defaults as eviction_defaults
from numaconf.kubelet.eviction import signals

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version

_INTEGERS = {"int32": 31, "int64": 63, "uint32": 32}
_SCALARS: dict[str, list[str]] = {
    "string": ["string"],
    "bool": ["boolean"],
    "float64": ["number"],
    "Duration": ["string"],
    "Time": ["string"],
    "TimeOrMetaDuration": ["string", "integer"],
    "Quantity": ["string", "number"],
    "QuantityValue": ["string", "number"],
}


def schema(version: Version) -> dict[str, Any]:
    """The schema for one version. `null` is allowed everywhere: the kubelet takes it for an absent value."""
    structs = {
        name: {"type": ["object", "null"], "additionalProperties": False, "properties": _properties(known, version)}
        for name, known in fields.STRUCTS.items()
        if name != "KubeletConfiguration"
    }
    properties: dict[str, Any] = {
        "apiVersion": {"const": "kubelet.config.k8s.io/v1beta1"},
        "kind": {"const": "KubeletConfiguration"},
    }
    properties.update(_properties(fields.STRUCTS["KubeletConfiguration"], version))
    for name, words in _words(version).items():
        properties[name] = {**properties[name], **words}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"KubeletConfiguration of Kubernetes 1.{version.minor}",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "additionalProperties": False,
        "properties": properties,
        "definitions": structs,
    }


def _properties(known: dict[str, fields.Field], version: Version) -> dict[str, Any]:
    return {name: _field(name, field, version) for name, field in known.items() if field.since <= version.minor}


def _field(name: str, field: fields.Field, version: Version) -> dict[str, Any]:
    default = field.default_in(version.minor)
    told = glossary.FIELDS.get(name, "")
    body = _type(field.type)
    if "$ref" in body:
        return body  # in draft 7 nothing counts beside it
    return body | ({"description": told} if told else {}) | ({"default": default} if default is not None else {})


def _type(type_: str) -> dict[str, Any]:
    """The schema of a Go type."""
    plain = fields.plain(type_)
    inner = fields.element(type_)
    if inner is not None:
        kind = "array" if plain.startswith("[]") else "object"
        return {"type": [kind, "null"], "items" if kind == "array" else "additionalProperties": _type(inner)}
    if plain in fields.STRUCTS:
        return {"$ref": f"#/definitions/{plain}"}
    if plain in _INTEGERS:
        least = 0 if plain.startswith("u") else -(2 ** _INTEGERS[plain])
        return {"type": ["integer", "null"], "minimum": least, "maximum": 2 ** _INTEGERS[plain] - 1}
    return {"type": [*_SCALARS[plain], "null"]}


def _words(version: Version) -> dict[str, dict[str, Any]]:
    """Where a field's values or keys are words: which there are. An empty policy is the default."""

    def values(names: tuple[str, ...]) -> dict[str, Any]:
        return {"enum": [*names, "", None]}

    def keys(known: dict[str, options.Option]) -> dict[str, Any]:
        meant = {name: one for name, one in known.items() if one.stage(version)}
        return {
            "properties": {
                name: {"type": ["string", "null"], "description": f"{one.meaning} {one.stage(version)}.",
                       "examples": ["16" if one.number else "true"]}
                for name, one in meant.items()
            }
        }  # fmt: skip

    thresholds = eviction_defaults(version)
    found = {
        "cpuManagerPolicy": values(options.CPU_POLICIES),
        "topologyManagerPolicy": values(options.TOPOLOGY_POLICIES),
        "topologyManagerScope": values(options.TOPOLOGY_SCOPES),
        "cpuManagerPolicyOptions": keys(options.CPU),
        "topologyManagerPolicyOptions": keys(options.TOPOLOGY),
        "featureGates": {
            "properties": {name: _gate(name, version) for name in (*gates.names(version), *gates.SPECIAL)},
            "additionalProperties": False,
        },
        "evictionHard": {
            "properties": {
                name: {"type": ["string", "null"], **({"default": thresholds[name]} if name in thresholds else {})}
                for name in sorted(signals(version))
            }
        },
    }
    if version.minor >= 32:  # before, a gate can switch the memory manager off, and then nobody reads its policy
        found["memoryManagerPolicy"] = values(options.MEMORY_POLICIES)
    return found


def _gate(name: str, version: Version) -> dict[str, Any]:
    state = gates.state(name, version)
    if state is None:
        return {"type": ["boolean", "null"]}
    told = f"{state.stage}, {'on' if state.default else 'off'}{', locked' if state.locked else ''}"
    return {"type": ["boolean", "null"], "description": told}
