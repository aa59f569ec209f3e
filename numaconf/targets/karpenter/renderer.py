"""From an intent to `karpenter.yaml`: an EC2NodeClass, and a NodePool that launches its machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.errors import CannotDo
from numaconf.kubelet import version as versions
from numaconf.targets.eks.userdata import LIMIT, plain
from numaconf.targets.karpenter import carriers, machines, nodeclass, nodepool, schema
from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version
    from numaconf.targets.karpenter.carriers import Carried
    from numaconf.targets.target import Intent

PRIMARY = "karpenter.yaml"
FAMILIES = ("AL2023", "AL2", "Bottlerocket")
UNNAMED = "${CLUSTER_NAME}"

KARPENTERS_SHARE = 4096
"""Bytes of user data left to Karpenter's own part: the cluster's certificate and address, labels, taints."""


def render(intent: Intent) -> Rendering:
    """`karpenter.yaml`. Raises CannotDo without a Karpenter version."""
    from numaconf.documents.yaml import write as yaml_write

    karpenter = intent.version_of("karpenter")
    if karpenter is None:
        raise CannotDo("the version of Karpenter is missing: set spec.targets.karpenter.version")
    family, alias = _image(intent)
    carried = _carried(intent, family, alias, karpenter)
    node_class, pool = _node_class(intent, family, alias, carried), _node_pool(intent)
    refused = [*_refused(intent, family, alias, karpenter), *carried.refused]
    if not refused:
        refused += _by_api_server(node_class, pool, karpenter)
    if len(carried.user_data) > LIMIT - KARPENTERS_SHARE:
        why = f"the user data has {len(carried.user_data)} bytes, and EC2 takes {LIMIT} with Karpenter's own part"
        refused.append(Inexpressible("spec", why, "shorten the profile: fewer labels, taints, hugepages or settings"))
    if refused:
        return Rendering(refused=tuple(dict.fromkeys(refused)))
    text = f"{_comment(intent, family, karpenter)}{yaml_write.block(node_class)}---\n{yaml_write.block(pool)}"
    warnings = (*carried.warnings, *_warnings(intent))
    return Rendering((Artifact(PRIMARY, text, "application/yaml"),), warnings=warnings)


def _image(intent: Intent) -> tuple[str, str]:
    """The AMI family and alias: the one that is given names the other, AL2023 and its newest image in the end."""
    alias = str(intent.options.get("amiAlias") or "")
    by_alias = next((name for name in FAMILIES if name.lower() == alias.partition("@")[0]), "")
    family = str(intent.options.get("amiFamily") or by_alias or "AL2023")
    return family, alias or f"{family.lower()}@latest"


def _carried(intent: Intent, family: str, alias: str, karpenter: Version) -> Carried:
    if family == "AL2":
        return carriers.on_al2(intent, karpenter)
    if family == "Bottlerocket":
        try:
            os = versions.dotted(alias.partition("@")[2], "Bottlerocket")
        except ValueError:
            os = None
        return carriers.on_bottlerocket(intent, karpenter, os)
    return carriers.on_al2023(intent, karpenter)


def _node_class(intent: Intent, family: str, alias: str, carried: Carried) -> dict[str, Any]:
    cluster = intent.cluster.name if intent.cluster and intent.cluster.name else UNNAMED
    discovery = [{"tags": {"karpenter.sh/discovery": cluster}}]
    spec: dict[str, Any] = {
        "amiFamily": family,
        "amiSelectorTerms": [{"alias": alias}],
        "role": intent.options.get("role") or f"KarpenterNodeRole-{cluster}",
        "subnetSelectorTerms": discovery,
        "securityGroupSelectorTerms": discovery,
    }
    if carried.kubelet:
        spec["kubelet"] = carried.kubelet
    if carried.user_data:
        spec["userData"] = carried.user_data
    head = {"apiVersion": f"{nodeclass.GROUP}/v1", "kind": nodeclass.KIND, "metadata": {"name": _name(intent)}}
    return {**head, "spec": spec}


def _name(intent: Intent) -> str:
    return str(intent.options.get("name") or intent.name)


def _node_pool(intent: Intent) -> dict[str, Any]:
    types = [machine.instance_type for machine in intent.machines if machine.instance_type]
    requirements = [{"key": machines.TYPE, "operator": "In", "values": types}] if types else []
    spec: dict[str, Any] = {
        "nodeClassRef": {"group": nodeclass.GROUP, "kind": nodeclass.KIND, "name": _name(intent)},
        "requirements": requirements,
    }
    taints = [*intent.taints, *_registered(intent)]
    if taints:
        spec["taints"] = [dict(one) for one in taints]
    template = {**({"metadata": {"labels": dict(intent.labels)}} if intent.labels else {}), "spec": spec}
    head = {"apiVersion": f"{nodepool.GROUP}/v1", "kind": nodepool.KIND, "metadata": {"name": _name(intent)}}
    return {**head, "spec": {"template": template}}


def _registered(intent: Intent) -> list[dict[str, str]]:
    """`registerWithTaints`, which Karpenter writes from the NodePool."""
    taints = intent.config.get("registerWithTaints") or ()
    return [{key: one[key] for key in ("key", "value", "effect") if one.get(key)} for one in taints]


def _refused(intent: Intent, family: str, alias: str, karpenter: Version) -> Iterator[Inexpressible]:
    for machine in intent.machines:
        if not machine.instance_type:
            why = f"Karpenter launches EC2 instance types, and {machine.name} is not one"
            yield Inexpressible("machine", why, "name machine.instanceTypes")
    if karpenter < (1, 0, 0):
        yield Inexpressible(
            "targets.karpenter.version", "before 1.0.0 Karpenter had other objects", "take 1.0.0 or later"
        )
    if alias.partition("@")[0] != family.lower():
        why = f"the alias {alias} is of another family than amiFamily {family}"
        yield Inexpressible("targets.karpenter.amiAlias", why, "leave one of them out")
    for key in intent.labels:
        text = nodepool.restricted_label(key)
        if text:
            yield Inexpressible(
                f"node.labels[{key}]", f"Karpenter takes no such label: {text}", "use a domain of your own"
            )
    seen = set()
    for taint in (*intent.taints, *_registered(intent)):
        pair = taint["key"], taint["effect"]
        if pair in seen:
            yield Inexpressible("node.taints", f"Karpenter takes one taint {taint['key']}:{taint['effect']}, not two")
        seen.add(pair)


_PLACES: tuple[tuple[Route, str], ...] = (
    (("spec", "template", "metadata", "labels"), "node.labels"),
    (("spec", "template", "spec", "taints"), "node.taints"),
    (("spec", "template", "spec", "requirements"), "machine.instanceTypes"),
    (("spec", "amiSelectorTerms"), "targets.karpenter.amiAlias"),
    (("spec", "role"), "targets.karpenter.role"),
    (("spec", "kubelet"), "kubelet"),
)


def _by_api_server(node_class: dict[str, Any], pool: dict[str, Any], karpenter: Version) -> Iterator[Inexpressible]:
    """What the API server would refuse of the objects."""
    for model, value in ((nodeclass, node_class), (nodepool, pool)):
        for refusal in schema.judge(model.schema(karpenter), value, karpenter).refusals:
            yield Inexpressible(_field(refusal.route), f"the API server refuses it: {refusal.text}")


def _field(route: Route) -> str:
    for start, name in _PLACES:
        if route[: len(start)] == start:
            rest = route[len(start) :]
            if name == "kubelet" and rest:
                return f"kubelet.{rest[0]}" + "".join(f"[{step}]" for step in rest[1:])
            return name + (f"[{rest[0]}]" if name.startswith("node.") and rest else "")
    return "spec"


def _warnings(intent: Intent) -> Iterator[str]:
    if not (intent.cluster and intent.cluster.name):
        yield f"{UNNAMED} stands for the cluster's name: give spec.cluster.name, or fill it in (envsubst '{UNNAMED}')"
    if not intent.machines:
        yield "no instance types are named: the NodePool launches any"
    if intent.hugepages:
        pages = sum(pool.size * pool.pages for pool in intent.hugepages)
        yield (
            f"Karpenter counts no hugepages: it takes a node for {pages // (1 << 20)}Mi of memory more than pods can "
            "request, so request memory with care"
        )


def _comment(intent: Intent, family: str, karpenter: Version) -> str:
    """The head of the file: what it is, the context for the linter, and how derived values came about."""
    lines = [
        f"NumaProfile {intent.name}: Karpenter {karpenter} on {family}, Kubernetes {intent.kubernetes}",
        f"numaconf: kubernetes={intent.kubernetes} karpenter={karpenter}",
        *intent.notes,
    ]
    return "".join(f"# {plain(line)}\n" for line in lines)
