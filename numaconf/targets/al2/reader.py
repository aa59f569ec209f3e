"""From AL2 user data to the KubeletConfiguration in force: bootstrap.sh's configuration file and the flags over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode
from numaconf.kubelet.effective import EffectiveConfig, Facts, Origin
from numaconf.targets.al2 import bootstrap, remarks
from numaconf.targets.al2.prepare import prepare
from numaconf.targets.eks import flags as eks_flags
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.al2.prepare import Prepared

KIND = "al2"


def read(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """What a node makes of user data (of several, the last that starts a kubelet counts)."""
    reading = Reading(None)
    for source in sources:
        one = of_prepared(prepare(source), version, machine)
        said, gaps = (*reading.findings, *one.findings), (*reading.not_checked, *one.not_checked)
        kept = one if one.effective is not None else reading
        unread = tuple(dict.fromkeys((*reading.unread, *one.unread)))
        reading = kept._replace(findings=said, not_checked=gaps, unread=unread)
    return reading


def of_prepared(prepared: Prepared, version: Version, machine: Machine | None) -> Reading:
    """What a node makes of user data that was looked at, or of what Karpenter makes of it."""
    findings = list(prepared.findings)
    if prepared.place is not None:
        findings += remarks.version(prepared.place, version)
    if not prepared.runs:
        return Reading(
            None, tuple(findings), hugepages=prepared.hugepages, not_checked=prepared.gaps, unread=prepared.unread
        )
    node = _file(prepared, version, machine)
    if prepared.cut:
        node = node.with_(facts=node.facts._replace(cut=prepared.cut))
    reading = eks_flags.lay(node, prepared.arguments, findings)
    return reading._replace(hugepages=prepared.hugepages, cluster=prepared.cluster)


def _file(prepared: Prepared, version: Version, machine: Machine | None) -> EffectiveConfig:
    """The configuration file as bootstrap.sh leaves it."""
    config = bootstrap.configuration()
    origins: dict[Route, Origin] = {(): bootstrap.FILE}
    for fields, source in prepared.patches:
        _overlay(config, fields, origins, (), Origin("document", source))
    unknown = bootstrap.rewrite(
        config,
        origins,
        machine,
        reserved_cpus="--reserved-cpus" in prepared.extra,
        max_pods=prepared.max_pods,
    )
    if prepared.managed:
        unknown["maxPods",] = "EKS passes it with the call of bootstrap.sh that it appends"
    config = decode.main_file(config, (), version, header=False).config
    facts = Facts(eviction_is_whole=True)
    return EffectiveConfig(KIND, config, origins, version, machine, unknown=unknown, facts=facts)


def _overlay(
    config: dict[str, Any], fields: dict[str, Any], origins: dict[Route, Origin], at: Route, origin: Origin
) -> None:
    """What the `*` of jq does: maps merge, anything else replaces."""
    for key, value in fields.items():
        here, written = (*at, key), origin._replace(route=(*origin.route, key))
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            _overlay(config[key], value, origins, here, written)
        else:
            config[key] = value
            origins[here] = written
