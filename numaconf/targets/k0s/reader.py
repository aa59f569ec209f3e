"""The kubelet of a worker that has a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import chosen
from numaconf.documents.source import value_at
from numaconf.findings import Says
from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.k0s import hosts, profile
from numaconf.targets.kubelet import problems, started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "k0s"
K0SCTL = "k0sctl.k0sproject.io"


def profiles(value: Any) -> Route:
    """Where an object has its worker profiles."""
    group = str(value.get("apiVersion")).partition("/")[0] if isinstance(value, dict) else ""
    return ("spec", "k0s", "config", "spec", "workerProfiles") if group == K0SCTL else ("spec", "workerProfiles")


def nodes(source: Source) -> list[Route]:
    """The profiles with values, of one name the last, which overrides the earlier ones; and k0sctl's hosts, which
    have one of them, or arguments of their own.
    """
    base = profiles(source.document.value)
    held = value_at(source.document.value, base)
    last: dict[Any, Route] = {}
    for at, one in enumerate(held if isinstance(held, list) else ()):
        if isinstance(one, dict) and one.get("values"):
            last[str(one.get("name"))] = (*base, at)
    given = [one for one in hosts.of(source) if one.profile in last or one.words]
    used = {one.profile for one in given}
    return [*(route for name, route in last.items() if name not in used), *(one.route for one in given)]


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """What comes into force on a worker with the profile that is chosen, or the first one."""
    value = source.document.value
    node = chosen(source) or next(iter(nodes(source)), ())
    if not node:
        return Reading(None)
    base = profiles(value)
    held = value_at(value, base)
    held = held if isinstance(held, list) else []
    host = hosts.at(source, node) if node[:-1] == hosts.HOSTS else None
    name = host.profile if host else value_at(value, (*node, "name"))
    findings: list[Finding] = []
    made = profile.Profile(profile.own())
    for at, one in enumerate(held):
        if not (isinstance(one, dict) and str(one.get("name")) == str(name)):
            continue
        here = (*base, at, "values")
        values = one.get("values")
        if not isinstance(values, dict):
            if values is not None:
                findings.append(_refused("the values of a profile are a map", source, here))
            continue
        findings += _forbidden(values, source, here)
        made = profile.merged(made.root, values, Origin("document", source, here), version)
        said = [one for one in made.problems if one[0].kind != "recased"]
        findings += problems.by("k0s", problems.of_places(said, (*here,)))
    config, origins = tree.to_config(made.root)
    unknown: dict[Route, str] = dict.fromkeys(made.unreadable, "its value has the wrong type")
    files = started.Files(config, origins, unknown, made.lost, tuple(findings))
    return started.start(KIND, files, host.words if host else (), version, machine)


def _forbidden(values: dict[str, Any], source: Source, here: Route) -> Iterator[Finding]:
    for key, held in values.items():
        folded = key.casefold()
        named = next((one for one in profile.FORBIDDEN if one.casefold() == folded), None)
        if named and held not in (None, ""):
            says = f"{named}: Forbidden: may not be used in k0s worker profiles"
            yield _refused(
                f"k0s sets {named} itself and refuses it in a profile; leave it out", source, (*here, key), says
            )
        expected = {"apiversion": decode.API_VERSION, "kind": decode.KIND}.get(folded)
        if expected and held not in (None, "", expected):
            yield _refused(f"{key} is {held!r}, and k0s takes {expected} only", source, (*here, key))


def _refused(message: str, source: Source, route: Route, says: str = "") -> Finding:
    words = Says("k0s", says) if says else None
    return BY_CODE["NC572"].finding(message, Origin("document", source, route), says=words)
