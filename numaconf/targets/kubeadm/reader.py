"""What kubeadm makes of a file, and the kubelet of what kubeadm writes.

One subject is one node: a file for `init` (the first source is not a JoinConfiguration), a JoinConfiguration, with the
other documents of its file after it, or one file of patches.
"""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Named
from numaconf.documents.source import dotted
from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.tree import Node
from numaconf.targets.kubeadm import arguments, configuration, header, patches
from numaconf.targets.kubelet import problems, started
from numaconf.targets.kubelet.files import not_given
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "kubeadm"
SEVERAL = "kubeadm takes one KubeletConfiguration for a file, and exits at a second one: lint each in a file of its own"
CONFIG_MAP = "the cluster's ConfigMap kubelet-config is not known"
_REGISTRATION = frozenset(
    "name criSocket taints kubeletExtraArgs ignorePreflightErrors imagePullPolicy imagePullSerial".split()
)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The configuration of the node that a subject is about."""
    heads = [header.of(source) for source in sources]
    if not any(head.group == header.GROUP for head in heads):
        return _patch_file(sources, version, machine)
    refused = list(header.problems(sources, context.kubernetes))
    if refused:
        return Reading(None, tuple(refused))
    if heads[0].kind == header.JOIN:
        return _join(sources, heads, version, machine)
    if not any(head.kind in {header.INIT, header.CLUSTER} for head in heads):
        who = "upgrade" if any(head.kind == header.UPGRADE for head in heads) else ""
        return Reading(None, tuple(_ignored(sources, heads, who)) if who else ())
    return _init(sources, heads, version, machine)


def _init(
    sources: Sequence[Source], heads: Sequence[header.Header], version: Version, machine: Machine | None
) -> Reading:
    files = started.Files(*tree.to_config(configuration.own()))
    words: list[Any] = []
    unknown: dict[Route, str] = {}
    findings: list[Finding] = []
    alive = True
    for source, head in zip(sources, heads, strict=True):
        if head.group == header.KUBELET_GROUP:
            if (f"{head.group}/{head.version}", head.kind) != (decode.API_VERSION, decode.KIND):
                findings.append(_wrong_kind(source, head))
                alive = False
                continue
            made = configuration.decoded(source, version)
            findings += made.findings
            alive &= made.alive
            files = started.Files(*tree.to_config(made.root), lost=made.lost)
            unknown |= dict.fromkeys(made.unreadable, "its value has the wrong type")
        elif head.kind == header.INIT:
            found = node(source, (), as_list=header.has_list(head))
            words, findings = found.words(), [*findings, *registration(source, (), found)]
            alive &= not found.misfits
    if not alive:
        return Reading(None, tuple(findings))
    folder = _patches(sources)
    if folder:
        unknown |= not_given(files.config, version, f"the patches in {folder} are not known")
    files = files._replace(unknown=unknown, findings=tuple(findings))
    reading = started.start(KIND, files, words, version, machine)
    several = sum(head.kind == decode.KIND for head in heads) > 1
    return reading._replace(unread=(SEVERAL,)) if several else reading


def _wrong_kind(source: Source, head: header.Header) -> Finding:
    if head.kind == decode.KIND:
        says = f'unsupported apiVersion "{head.group}/{head.version}"'
        return header.refused(f"kubeadm reads {decode.API_VERSION} only", source, ("apiVersion",), says)
    message = f"kubeadm takes one kind of the group {head.group}, {decode.KIND}, and {head.kind} ends it"
    return header.refused(message, source, ("kind",))


def _join(
    sources: Sequence[Source], heads: Sequence[header.Header], version: Version, machine: Machine | None
) -> Reading:
    join = sources[0]
    found = node(join, (), as_list=header.has_list(heads[0]))
    findings = [*registration(join, (), found)]
    config_map = next(
        (source for source, head in zip(sources, heads, strict=True) if head.group == header.KUBELET_GROUP), None
    )
    initial = any(head.kind in {header.INIT, header.CLUSTER} for head in heads)
    if not initial:
        findings += _ignored(sources, heads, "join")
    if found.misfits:
        return Reading(None, tuple(findings))
    if config_map is not None and initial:
        made = configuration.decoded(config_map, version)
        if not made.alive:
            return Reading(None, tuple(findings))  # said about init
        files = started.Files(*tree.to_config(made.root), lost=made.lost, findings=tuple(findings))
    elif not found.pairs:
        return Reading(None, tuple(findings))
    else:
        files = started.Files({}, {}, not_given({}, version, CONFIG_MAP), findings=tuple(findings))
    folder = _patches(sources)
    if folder:
        unknown = not_given(files.config, version, f"the patches in {folder} are not known")
        files = files._replace(unknown={**files.unknown, **unknown})
    return started.start(KIND, files, found.words(), version, machine)


_READS = {
    "join": (
        "a node that joins takes it from the ConfigMap kubelet-config of the cluster; give it to kubeadm init, or as a "
        "file for --patches"
    ),
    "upgrade": (
        "an upgrade takes it from the ConfigMap kubelet-config of the cluster; change that one, or give a file for "
        "--patches"
    ),
}
"""Where a command of kubeadm's has the kubelet's configuration from."""


def _ignored(sources: Sequence[Source], heads: Sequence[header.Header], who: str) -> Iterator[Finding]:
    """That a command passes over the kubelet's configuration, the first one of a file."""
    for source, head in zip(sources, heads, strict=True):
        if head.group == header.KUBELET_GROUP:
            kind = f"{head.group}/{head.version}, Kind={head.kind}"
            says = f"[config] WARNING: Ignored configuration document with GroupVersionKind {kind}"
            message = f"kubeadm {who} ignores a KubeletConfiguration: {_READS[who]}"
            yield header.ignored(message, source, ("kind",), says)
            return


def _patches(sources: Sequence[Source]) -> str:
    """The folder of patches that a node's document names."""
    for source in sources[:1] if header.of(sources[0]).kind == header.JOIN else sources:
        folder = header.mapping(header.mapping(source.document.value).get("patches")).get("directory")
        if header.of(source).kind in {header.INIT, header.JOIN} and isinstance(folder, str):
            return folder
    return ""


# A node's registration, wherever a file has one


def node(source: Source, route: Route, as_list: bool) -> arguments.Extra:
    """The kubelet's extra arguments of the init or join configuration at a route."""
    value: Any = source.document.value
    for step in (*route, "nodeRegistration", "kubeletExtraArgs"):
        value = header.mapping(value).get(step) if isinstance(step, str) else value[step]
    return arguments.read(source, (*route, "nodeRegistration", "kubeletExtraArgs"), value, as_list=as_list)


def registration(source: Source, route: Route, found: arguments.Extra) -> Iterator[Finding]:
    """What kubeadm refuses and drops of the init or join configuration at a route."""
    for misfit in found.misfits:
        message = f"{dotted(misfit.origin.route)} is not {misfit.wanted}, and kubeadm exits; write {misfit.wanted}"
        yield header.refused(message, source, misfit.origin.route)
    held: Any = source.document.value
    for step in route:
        held = held.get(step) if isinstance(held, dict) else None
    for place in ((*route,), (*route, "nodeRegistration")):
        inside = header.mapping(held).get("nodeRegistration") if len(place) > len(route) else held
        for key in header.mapping(inside):
            if key in {"kubeletExtraConfig", "kubeletConfig", "kubeletConfiguration"} or (
                key.casefold() == "kubeletextraargs" and (key != "kubeletExtraArgs" or len(place) == len(route))
            ):
                message = f"kubeadm knows no {key} here and drops it: {_instead(key)}"
                says = f'unknown field "{dotted((*place, key))}"'
                yield header.ignored(message, source, (*place, key), says, key=True)


def _instead(key: str) -> str:
    if key.casefold() == "kubeletextraargs":
        return "the kubelet's flags go into nodeRegistration.kubeletExtraArgs"
    where = "eksctl has it; " if key == "kubeletExtraConfig" else ""
    return f"{where}the kubelet's fields go into a document of kind KubeletConfiguration of the same file"


# Files of patches


def _patch_file(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """The files of a folder of patches, in their order; what they are laid over is not known."""
    first = sources[0]
    base = _base(first)
    name = patches.name(base)
    if name.ignored:
        message = f"kubeadm skips this file of patches: {_names(base)}"
        return Reading(None, (header.ignored(message, first, (), f"[patches] Ignoring file: {name.ignored}"),))
    if name.refused:
        message = f"kubeadm exits at the name of this file: {name.refused}"
        return Reading(None, (header.refused(message, first, (), name.refused),))
    if name.target != patches.TARGET:
        return Reading(None)
    root = Node({}, Origin("document", first))
    findings: tuple[Finding, ...] = ()
    lost: list[Lost] = []
    for _, each in groupby(sources, lambda source: source.path):
        held = tuple(each)
        kind = patches.name(_base(held[0])).type
        made_of, said, gone = patched(root, held, version, kind)
        findings, lost = (*findings, *said), [*lost, *gone]
        if made_of is None:
            return Reading(None, findings)
        root = made_of
    config, origins = tree.to_config(root)
    made = decode.main_file(config, (), version, header=False)
    config = {name: value for name, value in made.config.items() if value != {}}
    unknown = not_given(config, version, CONFIG_MAP) | dict.fromkeys(made.unreadable, "its value has the wrong type")
    files = started.Files(config, origins, unknown, tuple(lost), findings)
    return started.start(KIND, files, (), version, machine)


def _base(source: Source) -> str:
    """A file's name without its folder, which says what kind of patch it is."""
    return source.document.name if isinstance(source.document, Named) else os.path.basename(source.path)


def _names(base: str) -> str:
    if base.endswith(".yml"):
        return "the extension has to be .yaml or .json"
    return "the name has to start with kubeletconfiguration, as kubeletconfiguration0+strategic.yaml does"


def patched(
    root: Node, sources: Sequence[Source], version: Version, kind: patches.PatchType
) -> tuple[Node | None, tuple[Finding, ...], list[Lost]]:
    """A configuration with the documents of a file of patches laid over it, None where kubeadm exits at one; and what
    kubeadm, and then the kubelet, say about them.
    """
    findings: list[Finding] = []
    lost: list[Lost] = []
    for source in sources:
        value, origin = source.document.value, Origin("document", source)
        if value is None:
            continue
        if kind != "json":
            findings += _said(value, source, version)
        patch = value
        if isinstance(value, dict):
            patch = {key: held for key, held in value.items() if key not in decode.HEADER}
        try:
            patches.apply(root, kind, patch, origin, lost)
        except patches.Refused as error:
            route: Route = (error.index,) if error.index >= 0 else ()
            message = f"kubeadm cannot apply this patch of the type {kind}, and exits: {error.message}"
            return None, (*findings, header.refused(message, source, route)), lost
    return root, tuple(findings), lost


def _said(value: Any, source: Source, version: Version) -> Iterator[Finding]:
    """What is wrong with the fields of a patch: kubeadm writes them as they are, and the kubelet finds out."""
    root = Origin("document", source)
    strict = decode.main_file({}, _strict(source), version, header=False).problems
    yield from problems.by("kubeadm", problems.of_main(strict, root))
    if isinstance(value, dict):
        bare = {key: held for key, held in value.items() if key not in decode.HEADER and not key.startswith("$")}
        yield from problems.of_main(decode.main_file(_undirected(bare), (), version, header=False).problems, root)


def _undirected(value: Any) -> Any:
    """A patch without directives and nulls."""
    if not isinstance(value, dict):
        return value
    return {key: _undirected(held) for key, held in value.items() if held is not None and not key.startswith("$")}


def _strict(source: Source) -> Sequence[tuple[Route, str]]:
    return getattr(source.document, "strict", ())
