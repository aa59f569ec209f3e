"""What kubeadm makes of a file, and the kubelet of what kubeadm writes.

One subject is one node: a file for `init` (the first source is not a JoinConfiguration), a JoinConfiguration, with the
other documents of its file after it and the patches of its folder last, or one file of patches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Named
from numaconf.documents.source import dotted, mapping
from numaconf.kubelet import decode
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.tree import Node
from numaconf.targets.kubeadm import arguments, configuration, header, laid, patches
from numaconf.targets.kubelet import started
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
    given = [source for source in sources if isinstance(source.document, Named)]
    sources = [source for source in sources if source not in given]
    heads = [header.of(source) for source in sources]
    if not any(head.group == header.GROUP for head in heads):
        return _patch_file([*sources, *given], version, machine)
    refused = list(header.problems(sources, context.kubernetes))
    if refused:
        return Reading(None, tuple(refused))
    if heads[0].kind == header.JOIN:
        return _join(sources, heads, given, version, machine)
    if not any(head.kind in {header.INIT, header.CLUSTER} for head in heads):
        who = "upgrade" if any(head.kind == header.UPGRADE for head in heads) else ""
        return Reading(None, tuple(_ignored(sources, heads, who)) if who else ())
    return _init(sources, heads, given, version, machine)


def _init(
    sources: Sequence[Source],
    heads: Sequence[header.Header],
    given: Sequence[Source],
    version: Version,
    machine: Machine | None,
) -> Reading:
    root = configuration.own()
    lost: tuple[Lost, ...] = ()
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
            root, lost = made.root, made.lost
            unknown |= dict.fromkeys(made.unreadable, "its value has the wrong type")
        elif head.kind == header.INIT:
            found = node(source, (), as_list=header.has_list(head))
            words, findings = found.words(), [*findings, *registration(source, (), found)]
            alive &= not found.misfits
    if not alive:
        return Reading(None, tuple(findings))
    state = laid.over(root, given, _folder(sources), version)
    if state.config is None:
        return Reading(None, (*findings, *state.findings))
    files = started.Files(
        state.config, state.origins, unknown | state.unknown, (*lost, *state.lost), (*findings, *state.findings)
    )
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
    sources: Sequence[Source],
    heads: Sequence[header.Header],
    given: Sequence[Source],
    version: Version,
    machine: Machine | None,
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
    root, known = Node({}, Origin("document", join)), False
    lost: tuple[Lost, ...] = ()
    if config_map is not None and initial:
        made = configuration.decoded(config_map, version)
        if not made.alive:
            return Reading(None, tuple(findings))  # said about init
        root, lost, known = made.root, made.lost, True
    elif not found.pairs and not given:
        return Reading(None, tuple(findings))
    state = laid.over(root, given, _folder(sources), version)
    if state.config is None:
        return Reading(None, (*findings, *state.findings))
    unknown = state.unknown if known else not_given(state.config, version, CONFIG_MAP) | state.unknown
    said = (*findings, *state.findings)
    files = started.Files(state.config, state.origins, unknown, (*lost, *state.lost), said)
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


def _folder(sources: Sequence[Source]) -> str:
    """The folder of patches that a node's document names."""
    for source in sources[:1] if header.of(sources[0]).kind == header.JOIN else sources:
        folder = mapping(mapping(source.document.value).get("patches")).get("directory")
        if header.of(source).kind in {header.INIT, header.JOIN} and isinstance(folder, str):
            return folder
    return ""


# A node's registration, wherever a file has one


def node(source: Source, route: Route, as_list: bool) -> arguments.Extra:
    """The kubelet's extra arguments of the init or join configuration at a route."""
    value: Any = source.document.value
    for step in (*route, "nodeRegistration", "kubeletExtraArgs"):
        value = mapping(value).get(step) if isinstance(step, str) else value[step]
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
        inside = mapping(held).get("nodeRegistration") if len(place) > len(route) else held
        for key in mapping(inside):
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
    base = laid.base(first)
    name = patches.name(base)
    if name.ignored:
        message = f"kubeadm skips this file of patches: {_names(base)}"
        return Reading(None, (header.ignored(message, first, (), f"[patches] Ignoring file: {name.ignored}"),))
    if name.refused:
        message = f"kubeadm exits at the name of this file: {name.refused}"
        return Reading(None, (header.refused(message, first, (), name.refused),))
    if name.target != patches.TARGET:
        return Reading(None)
    state = laid.over(Node({}, Origin("document", first)), sources, "", version)
    if state.config is None:
        return Reading(None, state.findings)
    config = {name: value for name, value in state.config.items() if value != {}}
    unknown = not_given(config, version, CONFIG_MAP) | state.unknown
    files = started.Files(config, state.origins, unknown, state.lost, state.findings)
    return started.start(KIND, files, (), version, machine)


def _names(base: str) -> str:
    if base.endswith(".yml"):
        return "the extension has to be .yaml or .json"
    return "the name has to start with kubeletconfiguration, as kubeletconfiguration0+strategic.yaml does"
