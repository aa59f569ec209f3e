"""EKS Anywhere: `kubeletConfiguration` of a Cluster, which becomes a strategic patch for kubeadm.

It is decoded strictly as a KubeletConfiguration. On Bottlerocket it becomes settings instead, of which there are fewer;
that is not looked at here.
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
from numaconf.targets.cluster_api import objects
from numaconf.targets.kubeadm import configuration, strategic
from numaconf.targets.kubelet import problems, started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import Lost
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "cluster-api"


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """The kubelet of the control plane or of the group of workers that is chosen."""
    node = chosen(source) or next(iter(objects.nodes(source)), ())
    here = (*node, objects.KUBELET)
    value: Any = value_at(source.document.value, here) if node else None
    if value is None:
        return Reading(None)
    origin = Origin("document", source, here)
    if not isinstance(value, dict):
        return Reading(None, (_refused("kubeletConfiguration is not a map", origin),))
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


def _refused(message: str, origin: Origin) -> Finding:
    return BY_CODE["NC545"].finding(message, origin)
