"""The kubelet of the nodes of a kops cluster or instance group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context, named
from numaconf.documents.pieces import chosen
from numaconf.documents.source import value_at
from numaconf.kubelet import decode, fields, tree
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kops import convert, tables
from numaconf.targets.kubelet import problems, started
from numaconf.targets.kubelet.files import not_given
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

NAME = "kops"
ORIGIN = Origin("platform-default", note="kops' own threshold")
KUBELET: Route = ("spec", "kubelet")
PLANES: tuple[Route, ...] = (("spec", "masterKubelet"), ("spec", "controlPlaneKubelet"))
NODEUP: Route = ("KubeletConfig",)
"""Where nodeup's own configuration has what a node's kubelet gets, everything filled in."""
PLANE_ROLES = ("Master", "ControlPlane")


def is_group(value: Any) -> bool:
    """Whether an object is an InstanceGroup, whose cluster is another object."""
    return isinstance(value, dict) and value.get("kind") == "InstanceGroup"


def nodes(source: Source) -> list[Route]:
    """The keys that say something about a kubelet."""
    keys = (KUBELET, *PLANES, NODEUP)
    return [key for key in keys if value_at(source.document.value, key) is not None]


def said(sources: Sequence[Source]) -> Context:
    """The cluster's Kubernetes version, and the machine of an instance group."""
    from numaconf.machine import ec2

    found = NOTHING
    machines: tuple[Machine, ...] = ()
    for source in sources:
        value = source.document.value
        version = value_at(value, ("spec", "kubernetesVersion")) or value_at(value, ("KubernetesVersion",))
        found = found.over(named(version))
    type_ = value_at(sources[0].document.value, ("spec", "machineType"))
    if is_group(sources[0].document.value) and isinstance(type_, str):
        instance = ec2.instance(type_)
        mixed = value_at(sources[0].document.value, ("spec", "mixedInstancesPolicy"))
        machines = (instance,) if instance is not None and mixed is None else ()
    return found._replace(machines=machines)


def _layers(sources: Sequence[Source]) -> list[Origin]:
    """Where the settings of one kubelet stand, the stronger later."""
    source = sources[0]
    here = chosen(source) or next(iter(nodes(source)), ())
    if not here:
        return []
    found = [Origin("document", source, here)]
    if here in PLANES:
        found.insert(0, Origin("document", source, KUBELET))
    if is_group(source.document.value):
        plane = value_at(source.document.value, ("spec", "role")) in PLANE_ROLES
        keys = (KUBELET, *PLANES) if plane else (KUBELET,)
        found = [*(Origin("document", one, key) for one in sources[1:] for key in keys), *found]
    return [one for one in found if one.source and value_at(one.source.document.value, one.route) is not None]


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of the nodes that the chosen key is for; an instance group's overrides its cluster's."""
    layers = _layers(sources)
    if not layers:
        return Reading(None)
    findings: list[Finding] = []
    root = tree.from_layer({}, layers[-1])
    for origin in layers:
        held = value_at(origin.source.document.value, origin.route) if origin.source else None
        findings += _misfits(held, origin)
        if isinstance(held, dict):
            convert.merge(root, held, origin)
    if any(one.code == "NC573" for one in findings):
        return Reading(None, tuple(findings))
    alone = is_group(sources[0].document.value) and len(sources) == 1
    complete = layers[-1].route == NODEUP
    if "evictionHard" not in root.value and not alone and not complete:
        root.value["evictionHard"] = tree.from_layer(tables.EVICTION, ORIGIN)
    config, origins = tree.to_config(root)
    made = decode.main_file(config, (), version, header=False)
    wrong = [one for one in made.problems if one.kind == "type"]
    findings += problems.of_tree(wrong, origins)
    unknown: dict[Route, str] = not_given(config, version, "the Cluster object is not known") if alone else {}
    unknown |= dict.fromkeys(made.unreadable, "its value has the wrong type")
    files = started.Files(made.config, origins, unknown, findings=tuple(findings), resolved=not alone)
    return started.start(NAME, files, (), version, machine)


def _misfits(held: Any, origin: Origin) -> Iterator[Finding]:
    """What kops drops of the settings, and what it refuses."""
    if not isinstance(held, dict):
        yield BY_CODE["NC573"].finding("kubelet is not a map, and kops refuses the object; write a map", origin)
        return
    for key, value in held.items():
        here = tree.child(origin, key)
        kind = tables.TYPES.get(str(key))
        if kind is None:
            yield _dropped(str(key), here)
        elif value is not None:
            yield from convert.misfit(str(key), value, kind, here)


def _dropped(key: str, origin: Origin) -> Finding:
    from numaconf.suggest import nearest

    near = nearest(key, tables.TYPES, 0.8) if key not in fields.FIELDS else ""
    hint = f"did you mean {near}?" if near else "leave it out"
    message = f"kops has no field {key}: kops create and replace silently drop it, kops edit refuses it; {hint}"
    return BY_CODE["NC576"].finding(message, origin, key=True)
