"""The kubelet of the nodes of a kops cluster or instance group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context
from numaconf.documents.pieces import chosen
from numaconf.documents.source import value_at
from numaconf.kubelet import decode, fields, flag_values, tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import problems, started
from numaconf.targets.kubelet.files import not_given
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

NAME = "kops"
ORIGIN = Origin("platform-default", note="kops' own threshold")
EVICTION = {
    "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "10%",
    "imagefs.inodesFree": "5%",
}  # fmt: skip
KEYS = ("kubelet", "masterKubelet", "controlPlaneKubelet")
_NONE = (
    "memoryManagerPolicy", "reservedSystemCPUs", "reservedMemory", "cpuManagerPolicyOptions", "topologyManagerScope",
)  # fmt: skip
"""Fields of the kubelet that kops has none of, and refuses."""


def nodes(source: Source) -> list[Route]:
    """The keys that say something about a kubelet."""
    return [("spec", key) for key in KEYS if isinstance(value_at(source.document.value, ("spec", key)), dict)]


def said(sources: Sequence[Source]) -> Context:
    """The cluster's Kubernetes version."""
    from numaconf.kubelet.version import kubernetes

    named = value_at(sources[0].document.value, ("spec", "kubernetesVersion"))
    try:
        return Context(kubernetes(str(named).removeprefix("v"))) if named is not None else Context()
    except ValueError:
        return Context()


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:  # noqa: ARG001
    """The kubelet of the nodes that the chosen key is for."""
    source = sources[0]
    value = source.document.value
    here = chosen(source) or next(iter(nodes(source)), ())
    held: Any = value_at(value, here) if here else None
    if not isinstance(held, dict):
        return Reading(None)
    group = value.get("kind") == "InstanceGroup"
    origin = Origin("document", source, here)
    findings: list[Finding] = []
    for key in _NONE:
        if key in held:
            message = f"kops has no field {key}, and kops replace refuses the object; leave it out"
            findings.append(BY_CODE["NC573"].finding(message, tree.child(origin, key), key=True))
    config = {key: one for key, one in held.items() if key in fields.FIELDS and key not in _NONE and one is not None}
    given = _typed(config, version)
    made = decode.main_file(given, (), version, header=False)
    findings += problems.of_main([one for one in made.problems if one.kind == "type"], origin)
    root = tree.from_config(made.config, {(): origin})
    if "evictionHard" not in root.value and not group:
        root.value["evictionHard"] = Node(tree.from_layer(EVICTION, ORIGIN).value, ORIGIN)
    config, origins = tree.to_config(root)
    unknown: dict[Route, str] = not_given(config, version, "the Cluster object is not known") if group else {}
    files = started.Files(config, origins, unknown, findings=tuple(findings), resolved=not group)
    return started.start(NAME, files, (), version, machine)


def _typed(config: dict[str, Any], version: Version) -> dict[str, Any]:
    """The fields with the kubelet's types: kops writes thresholds as its flag has them."""
    found = dict(config)
    for name, type_ in (("evictionHard", "map<"), ("evictionSoft", "map<"), ("evictionSoftGracePeriod", "map"),
                        ("evictionMinimumReclaim", "map")):  # fmt: skip
        text = found.get(name)
        if isinstance(text, str):
            try:
                found[name] = flag_values.parse(type_, text, None, version)
            except flag_values.FlagError:
                del found[name]
    enforce = found.get("enforceNodeAllocatable")
    if isinstance(enforce, str):
        found["enforceNodeAllocatable"] = [one for one in enforce.split(",") if one]
    return found
