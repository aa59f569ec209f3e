"""From Bottlerocket's TOML to the KubeletConfiguration in force: the model, the template, the kubelet's decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import yaml
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import value_at
from numaconf.findings import NotChecked
from numaconf.kubelet import decode
from numaconf.kubelet.effective import EffectiveConfig, Lost, Origin
from numaconf.named import NamedTuple
from numaconf.rules.bottlerocket import Settings
from numaconf.rules.registry import BY_CODE
from numaconf.targets.bottlerocket import kernel, refusals, template
from numaconf.targets.bottlerocket.model import Taking
from numaconf.targets.bottlerocket.settings import KUBERNETES, SETTINGS
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

    Where = Callable[[Route], Origin]

KIND = "bottlerocket"
_CLUSTER = {"cluster-name": "name", "api-server": "apiServerEndpoint", "cluster-certificate": "certificateAuthority"}

CHECKS = ("NC706", "NC707", "NC708", "NC709", "NC710", "NC711", "NC712", "NC713", "NC714")
"""The rules that look at accepted settings, see `rules/bottlerocket`."""


class Given(NamedTuple):
    """The `settings` of one document. `bare`: keys of `settings.kubernetes` that are there without a header."""

    settings: dict[str, Any]
    bare: frozenset[str]

    def route(self, route: Route) -> Route:
        """Where a route below `settings` is in the document."""
        if len(route) > 1 and route[0] == "kubernetes" and route[1] in self.bare:
            return route[1:]
        return ("settings", *route)


def given(source: Source) -> Given | None:
    """The settings of a document: of its `settings` table, or of a piece to be pasted below `[settings.kubernetes]`
    (`settings.kubernetes.toml`). None when it has neither.
    """
    document = source.document.value
    if not isinstance(document, dict):
        return None
    settings = document.get("settings")
    bare = {key: value for key, value in document.items() if key in KUBERNETES.fields}
    if bare and _can_be_pasted(source):
        rest = settings if isinstance(settings, dict) else {}
        kubernetes = rest.get("kubernetes")
        return Given(
            {**rest, "kubernetes": {**bare, **(kubernetes if isinstance(kubernetes, dict) else {})}}, frozenset(bare)
        )
    return Given(settings, frozenset()) if isinstance(settings, dict) else None


def _can_be_pasted(source: Source) -> bool:
    """Whether the text below a header of its own would still be TOML; a second `[settings.kubernetes]` is not."""
    from numaconf.documents import toml

    text = getattr(source.document, "source", "")
    try:
        toml.read(f"[settings.kubernetes]\n{text}")
    except Unreadable:
        return False
    return True


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What Bottlerocket makes of its user data (several documents: later ones win key by key)."""
    settings: dict[str, Any] = {}
    places: dict[Route, Origin] = {}
    findings: list[Finding] = []
    for source in sources:
        found = given(source)
        if found is None:
            findings.append(refusals.no_settings(source))
            continue
        findings += [*refusals.outside(source, found.bare), *refusals.too_large(source)]
        _overlay(settings, found.settings, places, (), source, found)
    if not places:
        return Reading(None, tuple(findings))

    def where(route: Route) -> Origin:
        for length in range(len(route), -1, -1):
            if origin := places.get(route[:length]):
                return origin._replace(route=origin.route + route[length:])
        return Origin("document", sources[0], ("settings", *route))

    reading = read_settings(settings, where, version, machine, context)
    return reading._replace(findings=(*findings, *reading.findings))


def _overlay(
    target: dict[str, Any], patch: dict[str, Any], places: dict[Route, Origin], at: Route, source: Source, found: Given
) -> None:
    places.setdefault(at, Origin("document", source, found.route(at)))
    for key, value in patch.items():
        here = (*at, key)
        if isinstance(value, dict) and isinstance(target.setdefault(key, {}), dict):
            _overlay(target[key], value, places, here, source, found)
        else:
            target[key] = value
            places[here] = Origin("document", source, found.route(here))


def read_settings(
    settings: dict[str, Any], where: Where, version: Version, machine: Machine | None, context: Context
) -> Reading:
    """What Bottlerocket makes of a `settings` table, of which `where` says where a route was written."""
    if "ecs" in settings and "kubernetes" not in settings:
        return Reading(None)  # of the variants that run no kubelet
    os = context.version_of("bottlerocket")
    taking = Taking(os)
    stored: dict[str, Any] = SETTINGS.take(settings, (), taking)
    findings = [*refusals.findings(taking, where), *refusals.passed_over(taking, where)]
    if taking.refusals:
        return Reading(None, tuple(findings))
    # The newest of them stands for all: a version that knows it knows the others.
    newest = sorted(taking.newer, key=lambda newer: newer.since)[-1:]
    not_checked = [NotChecked("NC703", refusals.needs(newer.route, newer.since, os)) for newer in newest]
    effective, dropped, said = _effective(stored, where, version, machine, os)
    about = Settings(stored, where, os, version, machine, dropped)
    said += (found for code in CHECKS for found in _check(code, about))
    not_checked += (found for found in said if isinstance(found, NotChecked))
    findings += (found for found in said if not isinstance(found, NotChecked))
    kubernetes = stored.get("kubernetes", {})
    ends = [
        *refusals.labels(kubernetes.get("node-labels", {}), where),
        *refusals.provider(kubernetes, version, where),
    ]
    if ends:
        return Reading(None, (*findings, *ends), not_checked=tuple(not_checked))
    return Reading(
        effective,
        tuple(findings),
        dict(kubernetes.get("node-labels", {})),
        tuple(_taints(kubernetes.get("node-taints", {}))),
        kernel.pools(stored, os),
        not_checked=tuple(dict.fromkeys(not_checked)),
        cluster={key: kubernetes[setting] for setting, key in _CLUSTER.items() if kubernetes.get(setting)},
    )


def _check(code: str, settings: Settings) -> Iterator[Finding | NotChecked]:
    return BY_CODE[code].check_settings(settings)


def _taints(taints: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    for key, values in taints.items():
        for text in values:
            value, _, effect = text.partition(":")
            yield {"key": key, **({"value": value} if value else {}), "effect": effect}


def platform_settings(version: Version) -> dict[str, Any]:
    """The settings that every aws-k8s node has before user data (OS documentation, `settings.kubernetes`)."""
    return {"cluster-domain": "cluster.local", "server-tls-bootstrap": True, "seccomp-default": version.minor >= 33}


def _effective(
    stored: dict[str, Any], where: Where, version: Version, machine: Machine | None, os: Version | None
) -> tuple[EffectiveConfig | None, dict[Route, str], list[Finding | NotChecked]]:
    """The configuration (None: the kubelet cannot read it), what was dropped on the way, and what there is to say."""
    own: dict[str, Any] = stored.get("kubernetes", {})
    settings = {**platform_settings(version), **own}
    unknown: dict[Route, str] = {}
    pods = machine.eni_max_pods if machine else None
    if pods is not None:
        settings.setdefault("max-pods", pods)
    elif "max-pods" not in own:
        why = f"the ENI limit of {machine.name} is unknown" if machine else "machine unknown"
        unknown["maxPods",] = f"{why}: Bottlerocket takes it from the instance type"
        if "memory" not in own.get("kube-reserved", {}):
            unknown["kubeReserved", "memory"] = f"{why}: Bottlerocket computes it from the instance type's maxPods"
    written = template.write(settings, version, os, machine.cpu_count if machine else None)
    dropped = dict(written.dropped)

    def origin(route: Route) -> Origin:
        """Where a route below `settings.kubernetes` comes from."""
        if route[0] in own:
            return where(("kubernetes", *route))
        if route == ("max-pods",) and machine and pods is not None:
            return Origin("platform-default", note=f"Bottlerocket sets max-pods for {machine.name} to {pods}")
        return Origin("platform-default", note=f"Bottlerocket's own {route[0]}")

    origins = {route: origin(setting) for route, setting in written.origins.items()}
    origins |= {route: Origin("platform-default", note=note) for route, note in written.computed.items()}
    origins[()] = Origin("platform-default", note="a constant of Bottlerocket's kubelet template")
    said: list[Finding | NotChecked] = []
    try:
        document = yaml.read(written.text)
    except Unreadable as error:
        said.append(refusals.unreadable(error.message, where))
        return None, dropped, said
    decoded = decode.main_file(document.value, document.strict, version)
    config = dict(decoded.config)
    if taints := tuple(_taints(own.get("node-taints", {}))):
        # By the flag --register-with-taints.
        config["registerWithTaints"] = list(taints)
        origins["registerWithTaints",] = origin(("node-taints",))
    left_out = {route[0] for route in unknown if len(route) == 1}
    node = EffectiveConfig(
        KIND, {key: value for key, value in config.items() if key not in left_out}, origins, version, machine,
        lost=tuple(Lost(origin(route), reason) for route, reason in dropped.items()),
        unknown=unknown | written.unknown,
    )  # fmt: skip
    for problem in decoded.problems:
        if problem.fatal:
            setting = next(at for length in range(len(problem.route), 0, -1)
                           if (at := written.origins.get(problem.route[:length])))  # fmt: skip
            text = value_at(own, setting)
            text = setting[-1] if isinstance(text, dict) else text
            value = value_at(document.value, problem.route)
            said.append(refusals.not_decodable(problem, text, value, node.origin(*problem.route)))
    return (None if decoded.fatal else node), dropped, said
