"""The kubelet of one node of a kind cluster.

The first control plane is made by `kubeadm init`, all others by `kubeadm join`; the KubeletConfiguration of the first
one's file goes into the cluster's ConfigMap, and so to all nodes. What nodes have of their own are arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import chosen
from numaconf.kubelet import tree
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kind import patches, schema, template
from numaconf.targets.kubeadm import configuration
from numaconf.targets.kubelet import started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.effective import Lost
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.kind.patches import Patch

KIND = "kind"
_ARGUMENTS = patches.ARGUMENTS


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """What comes into force on the node that is chosen."""
    wrong = tuple(_refused(message, Origin("document", source, route)) for message, route in schema.problems(source))
    if wrong:
        return Reading(None, wrong)
    first = schema.first_control_plane(source)
    node = chosen(source) or first
    initial = node == first
    try:
        cluster, own = list(patches.of(source, ())), list(patches.of(source, node)) if node else []
        shared = own if initial else list(patches.of(source, first)) if first else []
        findings = [*_remarks(cluster, version), *_node_remarks(own, version, initial=initial)]
        root, lost = kubelet(source, [*cluster, *shared])
    except patches.Refused as error:
        return Reading(None, (_unreadable(source, error),))
    role = template.INIT if initial else template.JOIN
    api = template.documents(version)[role]
    as_list = template.api_version(version) == "v1beta4"
    matching = [one for one in (*cluster, *own) if one.matches(role, api)]
    extra, vanished, unknown = patches.arguments(matching, as_list=as_list)
    findings += (_ignored(_VANISHED, tree.child(one.origin, _ARGUMENTS[0])) for one in vanished)
    findings += (
        BY_CODE["NC540"].finding(
            f"kubeletExtraArgs is not {one.wanted}, and kubeadm exits; write {one.wanted}", one.origin
        )
        for one in extra.misfits
    )
    made = configuration.of_tree(root, version)
    findings += made.findings
    if extra.misfits:
        return Reading(None, tuple(findings))
    config, origins = tree.to_config(made.root)
    why: dict[Route, str] = dict.fromkeys(made.unreadable, "its value has the wrong type")
    if unknown:
        why = {(): "a JSON patch changes the kubelet's arguments"}
    files = started.Files(config, origins, why, (*lost, *made.lost), tuple(findings))
    return started.start(KIND, files, extra.words(), version, machine)


_VANISHED = (
    "kind drops these arguments: with apiVersion kubeadm.k8s.io/v1beta4 they are a list of {name, value}, and this is "
    "a map"
)


def kubelet(source: Source, given: Sequence[Patch]) -> tuple[tree.Node, list[Lost]]:
    """The KubeletConfiguration of kind's template with the patches laid over it, and what they replace."""
    root = template.kubelet(source)
    lost: list[Lost] = []
    api = "kubelet.config.k8s.io/v1beta1"
    for patch in given:
        if patch.matches(template.KUBELET, api):
            patches.apply(root, patch, lost)
    return root, lost


def _remarks(given: Sequence[Patch], version: Version) -> Iterator[Finding]:
    """Patches that no document of the template matches."""
    known = template.documents(version)
    for patch in given:
        if any(patch.matches(kind, api) for kind, api in known.items()):
            continue
        if not patch.kind:
            message = "kind silently drops a patch that has no kind"
            if not patch.json and "cpuManagerPolicy" in patch.value:
                message += ": write kind: KubeletConfiguration"
        elif patch.kind not in known:
            message = f"kind's template has no document of kind {patch.kind}: the patch is silently dropped"
        else:
            message = (
                f"kind's template for Kubernetes {version} has {known[patch.kind]} for {patch.kind}, not "
                f"{patch.api_version}: the patch is silently dropped; leave apiVersion out"
            )
        at = "apiVersion" if patch.kind in known else "kind" if patch.kind else ""
        yield _ignored(message, tree.child(patch.origin, at) if at and not patch.json else patch.origin)


def _node_remarks(own: Sequence[Patch], version: Version, *, initial: bool) -> Iterator[Finding]:
    yield from _remarks(own, version)
    for patch in own:
        if patch.kind == template.KUBELET and not initial:
            message = (
                "this node joins, and kubeadm join ignores a KubeletConfiguration: patch it for the cluster, whose "
                "nodes all follow it, or give this node kubeletExtraArgs in a JoinConfiguration"
            )
            yield _ignored(message, patch.origin)
        elif patch.kind == (template.JOIN if initial else template.INIT):
            if not patch.json and not _has_arguments(patch.value):
                continue
            how = "is made by kubeadm init: write InitConfiguration" if initial else "joins: write JoinConfiguration"
            yield _ignored(f"this node {how}; a {patch.kind} has no effect here", patch.origin)


def _has_arguments(value: Any) -> bool:
    held = value.get(_ARGUMENTS[0])
    return isinstance(held, dict) and _ARGUMENTS[1] in held


def _ignored(message: str, origin: Origin) -> Finding:
    return BY_CODE["NC542"].finding(message, origin)


def _refused(message: str, origin: Origin) -> Finding:
    return BY_CODE["NC543"].finding(message, origin)


def _unreadable(source: Source, error: patches.Refused) -> Finding:
    if error.at is not None:
        return _refused(error.message, error.at)
    from numaconf.documents.pieces import Words, inside
    from numaconf.documents.source import Span

    refusal = error.unreadable
    assert refusal is not None
    place = Span(refusal.line, refusal.column, refusal.line, refusal.column + 1)
    return _refused(error.message, Origin("document", inside(source, Words([""], [place])), (0,)))
