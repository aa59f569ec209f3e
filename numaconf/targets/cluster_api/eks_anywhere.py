"""EKS Anywhere: `kubeletConfiguration` of a Cluster, which becomes a strategic patch for kubeadm.

It is decoded strictly as a KubeletConfiguration. On Bottlerocket it becomes settings instead, of which there are fewer:
their names are looked at, and what Bottlerocket makes of the values is not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import chosen
from numaconf.documents.source import dotted, value_at
from numaconf.findings import Says
from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.rewrite import prune, rewritten
from numaconf.rules.registry import BY_CODE
from numaconf.targets.cluster_api import anywhere_hosts as hosts
from numaconf.targets.cluster_api import objects
from numaconf.targets.kubeadm import configuration, strategic
from numaconf.targets.kubelet import problems, started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import Lost
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "cluster-api"


UNREAD = (
    "on Bottlerocket EKS Anywhere turns {} into Bottlerocket's own settings, of which numaconf looks at the names: "
    "lint them as settings.kubernetes in TOML"
)


def read(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """The kubelet of the control plane or of the group of workers that is chosen."""
    source = sources[0]
    if hosts.is_machine(source.document.value):
        return _on_bottlerocket(source, hosts.SETTINGS)
    node = chosen(source) or next(iter(objects.nodes(source)), ())
    here = (*node, objects.KUBELET)
    value: Any = value_at(source.document.value, here) if node else None
    if value is None:
        return Reading(None)
    origin = Origin("document", source, here)
    if not isinstance(value, dict):
        return Reading(None, (_refused("kubeletConfiguration is not a map", origin),))
    machines = hosts.machine_of(sources, node)
    if machines is not None and hosts.is_bottlerocket(machines):
        return _on_bottlerocket(source, here)
    bare = {key: held for key, held in value.items() if key not in decode.HEADER}
    made = decode.main_file(bare, (), version, header=False)
    findings: list[Finding] = []
    for problem, finding in zip(made.problems, problems.of_main(made.problems, origin), strict=True):
        if problem.kind == "type":
            findings += problems.by("EKS Anywhere", [finding])
            continue
        name = dotted(problem.route)
        hint = f"; did you mean {problem.suggestion}?" if problem.suggestion else ""
        says = Says("eks-anywhere", f'unknown field "{name}"')
        findings.append(_refused(f"EKS Anywhere refuses the field {name}{hint}", finding.origin)._replace(says=says))
    if "providerID" in bare:
        findings.append(_refused("EKS Anywhere sets providerID itself", tree.child(origin, "providerID")))
    lost: list[Lost] = []
    patch = tree.from_config(made.config, {(): origin})
    prune(patch, rewritten(made.config))
    root = configuration.own()
    strategic.merge(root, tree.to_config(patch)[0], origin, lost)
    config, origins = tree.to_config(root)
    unknown: dict[Route, str] = dict.fromkeys(made.unreadable, "its value has the wrong type")
    files = started.Files(config, origins, unknown, tuple(lost), tuple(findings))
    return started.start(KIND, files, (), version, machine)


def _on_bottlerocket(source: Source, here: Route) -> Reading:
    """What EKS Anywhere refuses of settings that are for Bottlerocket; their values are its own reader's."""
    value = value_at(source.document.value, here)
    origin = Origin("document", source, here)
    if not isinstance(value, dict):
        return Reading(None, (_refused(f"{here[-1]} is not a map", origin),) if value is not None else ())
    findings = []
    for key in value:
        if key not in hosts.NAMES and key not in decode.HEADER:
            message = f"on Bottlerocket EKS Anywhere has no setting {key}, and refuses the cluster; leave it out"
            says = Says("eks-anywhere", f'unknown field "{key}"')
            findings.append(_refused(message, tree.child(origin, key))._replace(says=says))
    return Reading(None, tuple(findings), unread=(UNREAD.format(here[-1]),))


def _refused(message: str, origin: Origin) -> Finding:
    return BY_CODE["NC545"].finding(message, origin)
