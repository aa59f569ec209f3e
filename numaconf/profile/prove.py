"""Every rendering proves itself: it is read back as its platform reads it, and judged by all rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from numaconf.context import Context
from numaconf.documents.source import Source, path
from numaconf.files.recognise import as_kind
from numaconf.kubelet.compare import added
from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.named import NamedTuple
from numaconf.profile import shortfall
from numaconf.profile.resolve import KUBELET
from numaconf.rules import judge
from numaconf.targets.registry import BY_NAME, hook, reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.source import Route
    from numaconf.findings import Finding, NotChecked
    from numaconf.profile.model import Profile
    from numaconf.profile.resolve import Resolved
    from numaconf.profile.shortfall import Shortfall
    from numaconf.rules.verdict import Judgement
    from numaconf.targets.subject import Subject
    from numaconf.targets.target import Artifact, Hugepages, Intent, Reading

REFUSED = frozenset({"reserved-memory-above-node"})
"""Rules about what the kubelet starts with and then does not do. In a file that somebody has it is remarked on; in a
profile, which says what its author wants, it is refused."""


class Proof(NamedTuple):
    """What reading a rendering back showed. `added`: what the platform puts in besides, one line each. `nodes`: the
    configuration in force on each machine. `hugepages`: what is allocated at boot, by this file.
    """

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    added: tuple[str, ...]
    nodes: tuple[EffectiveConfig, ...] = ()
    hugepages: tuple[Hugepages, ...] = ()


def proven(target: str, artifacts: Sequence[Artifact]) -> list[Artifact]:
    """The rendered files that have to prove themselves; scripts and units beside them do not configure the kubelet."""
    return [one for index, one in enumerate(artifacts) if index == 0 or one.name in BY_NAME[target].proved]


def prove(profile: Profile, resolved: Resolved, artifact: Artifact) -> Proof:
    """Read one rendered file back and judge it, on each machine of the intent."""
    intent = resolved.intent
    assert intent is not None
    (subject,) = as_kind(intent.target, f"{intent.target}/{artifact.name}", artifact.text.encode())
    if subject.refusal is not None:
        message = f"{intent.target}: {artifact.name} cannot be read back: {subject.refusal.message}"
        return Proof((profile.finding("NC806", message, ()),), (), ())
    return prove_subject(profile, resolved, subject, artifact.name)


def prove_subject(profile: Profile, resolved: Resolved, subject: Subject, name: str = "") -> Proof:
    """Judge what the platform reads of a file, on each machine of the intent. `name`: the rendered file's."""
    intent = resolved.intent
    assert intent is not None
    readings, judged = _read(profile, resolved, intent, subject.sources)
    findings = [
        one
        for reading in readings
        for one in _differences(profile, intent, shortfall.of_reading(intent, reading, name))
    ]
    findings += [_about_profile(profile, intent, one) for one in judged.findings]
    below = BY_NAME[intent.target].below
    if below:
        main = _main_file(hook(below)(intent.kubernetes))
        _, alone = _read(profile, resolved, intent, (main, *subject.sources))
        told = {(one.code, one.origin.route) for one in judged.findings}
        findings += [_if_alone(one) for one in alone.findings if (one.code, one.origin.route) not in told]
    nodes = tuple(reading.effective for reading in readings if reading.effective is not None)
    lines = dict.fromkeys(line for node in nodes for line in _added(intent, node))
    pools = tuple(dict.fromkeys(pool for reading in readings for pool in reading.hugepages))
    return Proof(tuple(findings), judged.not_checked, tuple(lines), nodes, pools)


def _read(
    profile: Profile, resolved: Resolved, intent: Intent, sources: Sequence[Source]
) -> tuple[list[Reading], Judgement]:
    """What the platform makes of the documents on each machine, and what all rules say to that."""
    module = reader(intent.target)
    context = Context(intent.kubernetes, intent.machines, intent.platforms)
    readings: dict[str | None, Reading] = {}
    for machine in intent.machines or (None,):
        reading = module.read(sources, intent.kubernetes, machine, context)
        node = reading.effective and _as_profile(profile, resolved, reading.effective)
        readings[machine and machine.name] = reading._replace(effective=node)
    return list(readings.values()), judge.judge(
        lambda _, machine: readings[machine and machine.name], context, platform=intent.target
    )


def _main_file(text: str) -> Source:
    from numaconf.documents import yaml

    return Source("main file", yaml.read(text))


UNLESS = "unless the main file says otherwise"
"""What is said of a drop-in whose main file nobody knows."""


def _if_alone(finding: Finding) -> Finding:
    """What is wrong with a drop-in unless the main file, which nobody knows, says more than nothing."""
    return finding._replace(severity="suspicious", message=f"{finding.message} ({UNLESS})")


def _about_profile(profile: Profile, intent: Intent, finding: Finding) -> Finding:
    """A finding that a reader places in the rendering, at the field of the profile that the rendering has it from."""
    if finding.name in REFUSED:
        finding = finding._replace(severity="no-effect")
    origin = finding.origin
    if origin.kind != "document" or origin.source is profile.source:
        return finding
    for start in range(len(origin.route)):
        route = (*KUBELET, *origin.route[start:])
        if profile.get(*route) is not None:
            return finding._replace(origin=profile.origin(*route), fix=None)
    return finding._replace(
        origin=profile.origin(*KUBELET), message=f"{finding.message} (in the rendering for {intent.target})", fix=None
    )


def _as_profile(profile: Profile, resolved: Resolved, node: EffectiveConfig) -> EffectiveConfig:
    """The configuration in force with the profile as the origin of what it asked for, so that findings point there."""
    origins: dict[Route, Origin] = {(): Origin("platform-default")}
    for leaf, _ in node.leaves():
        for length in range(1, len(leaf) + 1):
            route = leaf[:length]
            if route not in origins:
                own = None if _is_used_up(resolved, route) else _in_profile(profile, route)
                origins[route] = _pinned(resolved, route) or own or _default(node, route)
    return node.with_(origins=origins)


def _is_used_up(resolved: Resolved, route: Route) -> bool:
    """Whether an amount of CPU has gone into `reservedSystemCPUs: auto`: in force is then the platform's own."""
    intent = resolved.intent
    return route[1:] == ("cpu",) and intent is not None and "cpu" not in (intent.config.get(str(route[0])) or {})


def _pinned(resolved: Resolved, route: Route) -> Origin | None:
    return resolved.pinned.get(route) or resolved.pinned.get(route[:1])


def _in_profile(profile: Profile, route: Route) -> Origin | None:
    """The place of a field in the profile; of its nearest parent where it was derived from that (`auto`)."""
    for length in range(len(route), 0, -1):
        value = profile.get(*KUBELET, *route[:length])
        if value is not None:
            derived = length == len(route) or not isinstance(value, dict | list)
            return profile.origin(*KUBELET, *route[:length]) if derived else None
    return None


def _default(node: EffectiveConfig, route: Route) -> Origin:
    origin = node.origin(*route)
    return origin if origin.kind != "document" else Origin("platform-default", note="rendered by numaconf")


def _differences(profile: Profile, intent: Intent, found: Iterable[Shortfall]) -> list[Finding]:
    """What was asked for and is not in force, at its place in the profile."""
    return [profile.finding("NC806", f"{intent.target}: {one.message}", _place(profile, one.route)) for one in found]


def _place(profile: Profile, route: Route) -> Route:
    if route[:1] != ("kubelet",):
        return ("spec", *route) if route else ()
    place = _in_profile(profile, route[1:])
    return place.route if place else KUBELET


def no_hugepages(profile: Profile, intent: Intent, proofs: Sequence[Proof]) -> list[Finding]:
    """The pools that none of the rendered files allocates, by what was read back of each."""
    return _differences(profile, intent, shortfall.of_hugepages(intent, [proof.hugepages for proof in proofs]))


def _added(intent: Intent, node: EffectiveConfig) -> list[str]:
    lines = []
    for route, value in added(intent.config, node.config):
        if route[0] in ("apiVersion", "kind"):
            continue
        note = node.origin(*route).note
        lines.append(f"{path(route)}: {json.dumps(value, ensure_ascii=False)}" + (f" ({note})" if note else ""))
    return lines
