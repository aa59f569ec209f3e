"""The kubelet of a machine that Cluster API makes.

Cluster API carries no KubeletConfiguration: its machines have kubeadm's own, with extra arguments, with patches that
`files` puts into the folder `patches.directory`, or with a whole file that the argument `config` names.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import chosen
from numaconf.documents.source import dotted, value_at
from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.cluster_api import files, objects
from numaconf.targets.kubeadm import configuration, laid, patches
from numaconf.targets.kubeadm import reader as kubeadm
from numaconf.targets.kubelet import files as kubelet_files
from numaconf.targets.kubelet import started
from numaconf.targets.kubelet.files import not_given
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.cluster_api.files import File
    from numaconf.targets.kubeadm.arguments import Extra

KIND = "cluster-api"


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """What comes into force on the machine that is chosen, by default the first that the object makes."""
    value = source.document.value
    base = objects.spec(value)
    if not base:
        return Reading(None)
    node = chosen(source) or objects.nodes(source)[0]
    found = kubeadm.node(source, node, as_list=objects.has_lists(value))
    findings = [*_of_arguments(source, found), *kubeadm.registration(source, node, found._replace(misfits=()))]
    given = files.files(source, base)
    folder = value_at(value, (*node, "patches", "directory"))
    findings += _idle(source, base, node, given, folder)
    if found.misfits:
        return Reading(None, tuple(findings))
    whole = next((text for name, text, _ in reversed(found.pairs) if name == "config"), None)
    if whole is not None:
        return _whole(whole, given, found, findings, version, machine)
    state = _patched(source, given, folder, findings, version)
    if state is None:
        return Reading(None, tuple(findings))
    return started.start(KIND, state, found.words(), version, machine)


def _of_arguments(source: Source, found: Extra) -> Iterator[Finding]:
    for misfit in found.misfits:
        message = (
            f"{dotted(misfit.origin.route)} is not {misfit.wanted}, and the API server refuses the "
            f"object; write {misfit.wanted}"
        )
        yield BY_CODE["NC545"].finding(message, misfit.origin)
    if objects.has_lists(source.document.value):
        seen: set[str] = set()
        for name, _, origin in found.pairs:
            if name in seen:
                message = f"the argument {name} appears twice, and the API server refuses the object: names are unique"
                yield BY_CODE["NC545"].finding(message, origin)
            seen.add(name)


def _idle(source: Source, base: Route, node: Route, given: tuple[File, ...], folder: Any) -> Iterator[Finding]:
    """Files of patches that no configuration takes, and settings of machines that the object does not make."""
    wanted = posixpath.normpath(folder) if isinstance(folder, str) else ""
    for one in given:
        name = patches.name(one.name)
        looks = name.target == patches.TARGET or (
            name.ignored and "kubelet" in one.name.lower() and posixpath.basename(one.folder) == "patches"
        )
        if not looks:
            continue
        place = (*one.route, "path")
        if not wanted:
            message = (
                f"nothing reads this patch: {dotted(node)} names no patches.directory; set it to {one.folder}, or "
                "leave the file out"
            )
            yield BY_CODE["NC544"].finding(message, Origin("document", source, place))
        elif one.folder != wanted:
            message = f"nothing reads this patch: patches.directory is {wanted}, and the file lies in {one.folder}"
            yield BY_CODE["NC544"].finding(message, Origin("document", source, place))
        elif name.ignored:
            message = f"kubeadm skips this patch: its name has to start with {patches.TARGET} and end in .yaml or .json"
            yield BY_CODE["NC544"].finding(message, Origin("document", source, place))
    held = value_at(source.document.value, base)
    kind = str(source.document.value.get("kind"))
    if kind == "KubeadmConfigTemplate" and node[-1] == objects.JOIN and objects.INIT in (held or {}):
        registration = value_at(held, (objects.INIT, "nodeRegistration", "kubeletExtraArgs"))
        if registration and objects.JOIN not in held:
            message = "machines of a template join, and only joinConfiguration counts for them"
            yield BY_CODE["NC544"].finding(message, Origin("document", source, (*base, objects.INIT)), key=True)


def _patched(
    source: Source, given: tuple[File, ...], folder: Any, findings: list[Finding], version: Version
) -> started.Files | None:
    """Kubeadm's own configuration with the object's patches over it; None where kubeadm exits at one."""
    root = configuration.own()
    unknown: dict[Route, str] = {}
    lost: list[Any] = []
    if isinstance(folder, str):
        wanted = posixpath.normpath(folder)
        mine = sorted((one for one in given if one.folder == wanted), key=lambda one: one.name)
        if not any(patches.name(one.name).target == patches.TARGET for one in mine):
            unknown = not_given({}, version, f"the patches in {folder} are not known")
        for one in mine:
            name = patches.name(one.name)
            if name.refused:
                message = f"kubeadm exits at the name of this file: {name.refused}"
                findings.append(BY_CODE["NC540"].finding(message, Origin("document", source, (*one.route, "path"))))
                return None
            if name.target != patches.TARGET:
                continue
            if one.elsewhere:
                unknown = not_given({}, version, f"{one.path} comes from a Secret")
            elif one.unreadable is not None:
                form = one.name.rpartition(".")[2].upper()
                message = f"this patch is not {form}, and kubeadm exits: {one.unreadable.message}"
                findings.append(BY_CODE["NC540"].finding(message, Origin("document", source, (*one.route, "content"))))
                return None
            made, said, gone = laid.patched(root, one.documents, version, name.type)
            findings += said
            lost += gone
            if made is None:
                return None
    config, origins = tree.to_config(root)
    final = decode.main_file(config, (), version, header=False)
    unknown |= dict.fromkeys(final.unreadable, "its value has the wrong type")
    return started.Files(final.config, origins, unknown, tuple(lost), tuple(findings))


def _whole(
    path: str,
    given: tuple[File, ...],
    found: Extra,
    findings: list[Finding],
    version: Version,
    machine: Machine | None,
) -> Reading:
    """A file of the kubelet's in the place of kubeadm's."""
    one = next((held for held in given if posixpath.normpath(held.path) == posixpath.normpath(path)), None)
    words = tuple(word for word in found.words() if not (word.value or "").startswith("--config="))
    if one is None or not one.documents:
        state = started.Files({}, {}, not_given({}, version, f"{path} is not known"), findings=tuple(findings))
        return started.start(KIND, state, words, version, machine)
    main = kubelet_files.Files(one.documents[0], (), words, whole=True)
    reading = kubelet_files.read(KIND, main, version, machine)
    return reading._replace(findings=(*findings, *reading.findings))
