"""From NodeConfigs to the KubeletConfiguration in force: nodeadm's merge, its own file, the drop-in, the flags."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from numaconf.documents import systemd
from numaconf.documents.systemd import environment_file
from numaconf.findings import Says
from numaconf.kubelet import decode
from numaconf.kubelet import merge as dropins
from numaconf.kubelet.effective import EffectiveConfig, Facts, Lost, Origin, origin_at
from numaconf.kubelet.flags import Argument
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets import boot
from numaconf.targets.al2023 import defaults, maxpods, parts
from numaconf.targets.al2023.merge import Merged, merge, override
from numaconf.targets.eks import flags as eks_flags
from numaconf.targets.eks import formula as eks
from numaconf.targets.kubelet.problems import of_dropin
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "al2023"
_CLUSTER = ("name", "apiServerEndpoint", "certificateAuthority", "cidr")
_CONFIG = Origin("platform-default", note="nodeadm's own kubelet configuration")
_USER = Origin("document")
"""Stands for the merged user configuration while the kubelet's merge is followed; `_Places` then tells which part."""


class Layers(NamedTuple):
    """What nodeadm leaves on a node: its `config.json`, the user's drop-in (None: there is none), what is unknown."""

    config: dict[str, Any]
    origins: dict[Route, Origin]
    dropin: dict[str, Any] | None
    unknown: dict[Route, str]


def layers(merged: Merged, version: Version, machine: Machine | None) -> Layers:
    """The two configuration files."""
    config = defaults.config(version)
    origins: dict[Route, Origin] = {(): _CONFIG}
    unknown: dict[Route, str] = {
        ("clusterDNS",): "nodeadm derives it from the cluster's cidr",
        ("providerID",): "nodeadm takes it from the instance",
    }
    pods = machine.eni_max_pods if machine else None
    if merged.max_pods_expression and machine and pods is not None:
        expression = merged.max_pods_expression[0]
        computed = maxpods.evaluate(expression, pods)
        eks.reserve("nodeadm", machine._replace(eni_max_pods=computed), config, origins, unknown)
        if computed is None:
            why = f"nodeadm computes it with the maxPodsExpression {expression!r}"
            unknown |= {("kubeReserved", "memory"): why, ("maxPods",): why}
    else:
        eks.reserve("nodeadm", machine, config, origins, unknown)
    dropin = {"kind": decode.KIND, "apiVersion": decode.API_VERSION, **merged.config} if merged.config else None
    return Layers(config, origins, dropin, unknown)


def read(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """What nodeadm and the kubelet make of user data or NodeConfigs (several: in merge order)."""
    found = [parts.find(source) for source in sources]
    findings = [finding for one in found for finding in one.findings]
    configs = [source for one in found for source in one.configs]
    unread = tuple(why for one in found for why in one.unread)
    if any(one.refused for one in found) or not configs:
        return Reading(None, tuple(findings), unread=unread)
    merged = merge(configs)
    findings += _incomplete(merged, configs[0])
    scripts = (script for one in found for script in one.scripts)
    pools = tuple(pool for script in scripts for pool in boot.pools(script.document.value))
    cluster = {key: value for key, value in merged.cluster.items() if key in _CLUSTER and isinstance(value, str)}
    return effective(merged, version, machine, findings)._replace(hugepages=pools, cluster=cluster, unread=unread)


def effective(merged: Merged, version: Version, machine: Machine | None, findings: Iterable[Finding] = ()) -> Reading:
    """What comes into force of merged NodeConfigs."""
    config, origins, dropin, unknown = layers(merged, version, machine)
    if not merged.cluster:
        config.pop("maxPods", None)
        unknown["maxPods",] = "a managed node group, which brings the cluster in a part of its own, sets it there"
    said = list(findings)
    places = _Places(merged)
    lost: tuple[Lost, ...] = ()
    if dropin is None:
        config = decode.main_file(config, (), version, header=False).config
    else:
        laid = (
            _in_one_file(config, origins, dropin, version)
            if version.minor < 28
            else _lay(config, origins, dropin, version)
        )
        config, origins = laid.config, places.all(laid.config, laid.origins)
        lost = tuple(Lost(places.place(one.origin), one.reason) for one in laid.lost)
        said += of_dropin((problem, places.place(origin)) for problem, origin in laid.problems)
        if laid.fatal:
            return Reading(None, tuple(said))
        unknown = {route: why for route, why in unknown.items() if not _written(merged.config, route)}
    node = EffectiveConfig(
        KIND, config, origins, version, machine, lost=lost, unknown=unknown,
        facts=Facts(eviction_is_whole=True, max_pods_expression=merged.max_pods_expression),
    )  # fmt: skip
    said += _cut(merged.flags)
    return eks_flags.lay(node, arguments(merged.flags), said)


def _lay(
    config: dict[str, Any], origins: dict[Route, Origin], dropin: dict[str, Any], version: Version
) -> dropins.Merged:
    """The kubelet's merge of nodeadm's file and the drop-in."""
    main = decode.main_file(config, (), version, header=False).config
    return dropins.apply_dropins(main, origins, [dropins.Dropin(dropin, (), _USER)], version)


def _in_one_file(
    config: dict[str, Any], origins: dict[Route, Origin], dropin: dict[str, Any], version: Version
) -> dropins.Merged:
    """Kubernetes 1.27 has no drop-in folder: nodeadm's images for it merged everything into one file (v20240117)."""
    whole, written = dict(config), dict(origins)
    override(whole, dropin, written, (), _USER)
    decoded = decode.main_file(whole, (), version)
    found = tuple((problem, origin_at(written, problem.route)) for problem in decoded.problems)
    return dropins.Merged(decoded.config, written, found)


def arguments(flags: Sequence[tuple[str, Origin]]) -> list[Argument]:
    """The kubelet's words: nodeadm joins the flags with blanks after its own, and systemd splits them again."""
    head = "NODEADM_KUBELET_ARGS=--cloud-provider=external"
    text, starts = head, []
    for flag, _ in flags:
        text += " "
        starts.append(len(text))
        text += flag
    value = environment_file.variables(text)[0].value
    found = []
    for item in systemd.split(value.text)[1:]:
        at = value.offsets[item.offsets[0]] if item.offsets else starts[-1]
        found.append(Argument(item.text, flags[max(0, bisect_right(starts, at) - 1)][1], item.text))
    return found


def _cut(flags: Sequence[tuple[str, Origin]]) -> list[Finding]:
    """A line feed in a flag ends the line of the environment file."""
    return [
        BY_CODE["NC513"].finding(
            "a line feed ends the kubelet's arguments: systemd ignores the rest of this item and all later ones",
            origin,
        )
        for flag, origin in flags
        if "\n" in flag
    ][:1]


class _Places:
    """Tells for a value of the merged user configuration in which part it was written."""

    def __init__(self, merged: Merged) -> None:
        self.origins = merged.origins

    def place(self, origin: Origin) -> Origin:
        """The origin itself, or that of the part if it is the merged configuration's."""
        if origin.kind != "document" or origin.source is not None:
            return origin
        for length in range(len(origin.route), -1, -1):
            if origin.route[:length] in self.origins:
                return origin_at(self.origins, origin.route)
        first = next(iter(self.origins.values()))
        return first._replace(route=first.route[:-1])

    def all(self, config: dict[str, Any], origins: dict[Route, Origin]) -> dict[Route, Origin]:
        """An origin for every map and every other value."""
        placed: dict[Route, Origin] = {}

        def walk(value: Any, route: Route) -> None:
            placed[route] = self.place(origin_at(origins, route))
            if isinstance(value, dict):
                for key, item in value.items():
                    walk(item, (*route, key))

        walk(config, ())
        return placed


def _written(config: dict[str, Any], route: Route) -> bool:
    """Whether the user's configuration decides about a route: it has the value, or takes a part above it out."""
    value: Any = config
    for step in route:
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
        if value is None:
            return True
    return True


def _incomplete(merged: Merged, source: Source) -> list[Finding]:
    says = merged.missing()
    if not says or not merged.cluster:
        return []
    return [
        BY_CODE["NC508"].finding(
            f"{says}: write it below spec.cluster; where no other part adds it, nodeadm exits",
            Origin("document", source, ("spec", "cluster")),
            says=Says("nodeadm", says),
        )
    ]
