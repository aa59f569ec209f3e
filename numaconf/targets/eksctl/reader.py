"""What a node group comes to on its family of images."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.documents import embedded
from numaconf.documents.pieces import Below, PlainDocument, text_in
from numaconf.documents.source import Source, value_at
from numaconf.findings import Says
from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.patch import note_lost
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.targets.al2023 import al2_ways
from numaconf.targets.eksctl import groups
from numaconf.targets.eksctl.groups import BEFORE, EXTRA, OVERRIDE, Group
from numaconf.targets.kubelet import problems
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.context import Context
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "eksctl"
REFUSED = ("kind", "apiVersion", "address", "clusterDomain", "authentication", "authorization", "serverTLSBootstrap")
_AL2_FILE = re.compile(r"/etc/kubernetes/kubelet/kubelet-config\.json|/etc/eks/bootstrap\.sh")
_EDITS = re.compile(r"kubelet", re.IGNORECASE)
_CONFIG = ("spec", "kubelet", "config")


def read(source: Source, version: Version, machine: Machine | None, context: Context) -> Reading:
    """What comes into force on the group's nodes."""
    group = groups.of(source)
    if not group.route:
        return Reading(None)
    findings = list(_refusals(source, group))
    if findings:
        return Reading(None, tuple(findings))
    if group.family == "AmazonLinux2023":
        found = _al2023(source, group, version, machine)
    elif group.family == "Bottlerocket":
        found = _bottlerocket(source, group, version, machine, context)
    elif group.family == "AmazonLinux2":
        found = _al2(source, group, version, machine)
    elif group.says_something():
        reason = f"the images of the family {group.family} are not followed: lint what the nodes get"
        return Reading(None, unread=(reason,))
    else:
        return Reading(None)
    return found._replace(effective=found.effective.with_(kind=KIND) if found.effective is not None else None)


def _refusals(source: Source, group: Group) -> Iterator[Finding]:
    """What eksctl does not take: its schema is strict."""

    def refused(message: str, *steps: str, says: str = "") -> Finding:
        words = Says("eksctl", says) if says else None
        origin = Origin("document", source, (*group.route, *steps))
        return BY_CODE["NC580"].finding(message, origin, says=words, key=True)

    for key in group.value:
        if "kubelet" in key.lower() and (key != EXTRA or group.managed):
            says = f'json: unknown field "{key}"'
            if group.managed:
                message = (
                    f"managed node groups have no {key}, and eksctl refuses it: write a NodeConfig into {OVERRIDE}"
                )
            else:
                message = f"node groups have no {key}, and eksctl refuses the file; did you mean {EXTRA}?"
            yield refused(message, key, says=says)
    extra = group.value.get(EXTRA)
    if extra is None or group.managed:
        return
    if not isinstance(extra, dict):
        yield refused(f"{EXTRA} is not a map, and eksctl refuses the file", EXTRA)
    elif group.family == "Bottlerocket" or group.family.startswith("Windows"):
        instead = ": write bottlerocket.settings" if group.family == "Bottlerocket" else ""
        yield refused(f"eksctl refuses {EXTRA} for the family {group.family}{instead}", EXTRA)
    else:
        for key in REFUSED:
            if key in extra:
                says = f'cannot override "{key}" in kubelet config, as it\'s critical to eksctl functionality'
                yield refused(f"eksctl sets {key} itself and refuses it here; leave it out", EXTRA, key, says=says)


# AL2023


@lru_cache(64)
def _extra(source: Source, group_route: tuple[str | int, ...]) -> Source:
    """The extra configuration as a NodeConfig of its own. Made once, so that its places stay the same ones."""
    document = Below(source.document, (*group_route, EXTRA), _CONFIG)
    return Source(source.path, document, source.index, outer=source.outer, line=source.line, column=source.column)


def _text(source: Source, group: Group) -> Source:
    return _text_of(source, (*group.route, OVERRIDE))


@lru_cache(64)
def _text_of(source: Source, route: tuple[str | int, ...]) -> Source:
    text = value_at(source.document.value, route)
    return embedded.inside(source, route, PlainDocument(text if isinstance(text, str) else ""))


def _al2023(source: Source, group: Group, version: Version, machine: Machine | None) -> Reading:
    from numaconf.targets.al2023 import merge, parts, reader

    findings: list[Finding] = []
    configs: list[Source] = []
    if isinstance(group.value.get(EXTRA), dict):
        configs.append(_extra(source, group.route))
    override = group.value.get(OVERRIDE)
    if isinstance(override, str) and override.strip():
        text = _text(source, group)
        if re.match(r"\s*#!", override) or "/etc/eks/bootstrap.sh" in override:
            message = (
                f"on AL2023 {OVERRIDE} has to be a NodeConfig: there is no /etc/eks/bootstrap.sh, and nodeadm refuses "
                "a script"
            )
            origin = Origin("document", source, (*group.route, OVERRIDE))
            findings.append(BY_CODE["NC581"].finding(message, origin, key=True))
            return Reading(None, tuple(findings))
        found = parts.find(text)
        findings += found.findings
        if found.refused:
            return Reading(None, tuple(findings))
        configs += found.configs
    said, unread = _commands(source, group)
    findings += said
    if not configs:
        return Reading(None, tuple(findings), unread=unread)
    merged = merge.merge(configs)
    places = {route: _placed(origin, source) for route, origin in merged.origins.items()}
    cluster = {} if group.managed and not group.value.get("ami") else {"name": "eksctl's"}
    merged = merged._replace(origins=places, cluster={**cluster, **merged.cluster})
    reading = reader.effective(merged, version, machine, findings)
    return reading._replace(unread=unread)


def _placed(origin: Origin, source: Source) -> Origin:
    """A place in the extra configuration, as one of the file."""
    held = origin.source.document if origin.source is not None else None
    return Origin("document", source, held.whole(origin.route)) if isinstance(held, Below) else origin


def _commands(source: Source, group: Group) -> tuple[list[Finding], tuple[str, ...]]:
    """Commands that run before the bootstrap: on AL2023 the file that they edit does not exist yet, or ever."""
    findings: list[Finding] = []
    unread: list[str] = []
    held = group.value.get(BEFORE)
    for at, one in enumerate(held if isinstance(held, list) else ()):
        if not isinstance(one, str):
            continue
        origin = Origin("document", source, (*group.route, BEFORE, at))
        lost = al2_ways.find(text_in(source, (*group.route, BEFORE, at))).findings
        if lost and not _AL2_FILE.search(one):
            findings += lost
        elif _AL2_FILE.search(one):
            message = "this path of AL2 does not exist on AL2023: write a NodeConfig into overrideBootstrapCommand"
            findings.append(BY_CODE["NC582"].finding(message, origin))
        elif _EDITS.search(one):
            unread.append(
                "a command in preBootstrapCommands touches the kubelet: lint the file that it leaves on a node"
            )
    return findings, tuple(dict.fromkeys(unread))


# Bottlerocket


def _bottlerocket(source: Source, group: Group, version: Version, machine: Machine | None, context: Context) -> Reading:
    from numaconf.targets import bottlerocket

    if not isinstance(value_at(group.value, ("bottlerocket", "settings")), dict):
        return Reading(None)
    return bottlerocket.read([_settings(source, group.route)], version, machine, context)


@lru_cache(64)
def _settings(source: Source, group_route: tuple[str | int, ...]) -> Source:
    document = Below(source.document, (*group_route, "bottlerocket", "settings"), ("settings",))
    return Source(source.path, document, source.index, outer=source.outer, line=source.line, column=source.column)


# AL2


_PLAIN = Source("bootstrap", PlainDocument("#!/bin/bash\n/etc/eks/bootstrap.sh cluster\n"))


def _al2(source: Source, group: Group, version: Version, machine: Machine | None) -> Reading:
    """bootstrap.sh first, then the extra configuration over its file, as `jq -s '.[0] * .[1]'` merges."""
    from numaconf.targets.al2 import reader

    override = group.value.get(OVERRIDE)
    idle, unread = _before(source, group)
    if isinstance(override, str) and override.strip():
        found = reader.read([_text(source, group)], version, machine)
        if group.value.get(EXTRA) and _MERGED not in override:
            idle += (_not_merged(source, group),)
            return found._replace(findings=(*found.findings, *idle), unread=(*found.unread, *unread))
    elif group.value.get(EXTRA):
        found = reader.read([_PLAIN], version, machine)
        found = found._replace(findings=())
    else:
        return Reading(None, idle, unread=unread)
    found = found._replace(findings=(*found.findings, *idle))
    extra, node = group.value.get(EXTRA), found.effective
    if not isinstance(extra, dict) or node is None:
        return found._replace(unread=(*found.unread, *unread))
    origin = Origin("document", source, (*group.route, EXTRA))
    bare = {key: value for key, value in extra.items() if value is not None}
    given = decode.main_file(bare, (), version, header=False)
    lost: list[Lost] = []
    root = tree.from_config(node.config, node.origins)
    _jq(root, tree.from_config(given.config, {(): origin}), lost)
    config, origins = tree.to_config(root)
    unknown = {route: why for route, why in node.unknown.items() if value_at(given.config, route) is None}
    final = node.with_(config=config, origins=origins, lost=(*node.lost, *lost), unknown=unknown)
    findings = (*found.findings, *problems.of_main(given.problems, origin))
    return found._replace(effective=final, findings=findings, unread=unread)


_MERGED = "kubelet-extra.json"
"""The file of eksctl's with the extra configuration: a command that names it merges it itself."""


def _not_merged(source: Source, group: Group) -> Finding:
    message = (
        f"{OVERRIDE} takes the place of eksctl's bootstrap, which alone merges {EXTRA}: give the settings to the "
        "command (bootstrap.sh's --kubelet-extra-args), and leave this out"
    )
    return BY_CODE["NC583"].finding(message, Origin("document", source, (*group.route, EXTRA)), key=True)


def _before(source: Source, group: Group) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What commands before the bootstrap lose by it, and that they edit what is not followed."""
    held = group.value.get(BEFORE)
    lost: list[Finding] = []
    edits = False
    for at, one in enumerate(held if isinstance(held, list) else ()):
        if not isinstance(one, str) or not _EDITS.search(one):
            continue
        if "/etc/eks/bootstrap.sh" not in one or "--kubelet-extra-args" not in one or group.value.get(OVERRIDE):
            edits = True
            continue
        instead = f"write a {OVERRIDE}, with the image's id in ami" if group.managed else f"write {EXTRA}"
        message = (
            "bootstrap.sh is called again after these commands and writes the kubelet's arguments again: those of this "
            f"call are lost; {instead}"
        )
        lost.append(BY_CODE["NC584"].finding(message, Origin("document", source, (*group.route, BEFORE, at))))
    unread = f"{BEFORE} change what the kubelet starts with: lint what they leave on a node"
    return tuple(lost), (unread,) if edits else ()


def _jq(target: Node, patch: Node, lost: list[Any]) -> None:
    for key, held in patch.value.items():
        before = target.value.get(key)
        if before is not None and isinstance(before.value, dict) and isinstance(held.value, dict):
            _jq(before, held, lost)
            before.origin = held.origin
            continue
        if before is not None:
            note_lost(before, held.origin, lost)
        target.value[key] = held
