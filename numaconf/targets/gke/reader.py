"""Names and values of a node system configuration.

An unknown key or a wrong type in kubeletConfig is refused by gcloud. Below topologyManager, memoryManager and
hugepageConfig gcloud picks keys by name and never looks at others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import dotted, value_at
from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.gke import tables
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding

_TYPES = {bool: "true or false", int: "a whole number", str: "a string", list: "a list", dict: "a map"}


def read(source: Source) -> Reading:
    """What is wrong with the settings."""
    value = source.document.value
    findings: list[Finding] = []
    for base in _configurations(value):
        held = value_at(value, base)
        if not isinstance(held, dict):
            continue
        findings += _kubelet(source, (*base, "kubeletConfig"), held.get("kubeletConfig"))
        linux = held.get("linuxConfig")
        if isinstance(linux, dict):
            pages = linux.get("hugepageConfig")
            findings += _picked(source, (*base, "linuxConfig", "hugepageConfig"), "hugepageConfig", pages)
    return Reading(None, tuple(findings))


def _configurations(value: Any) -> list[Route]:
    """Where a document has node system configurations: at its root, or in a ComputeClass."""
    if not isinstance(value, dict) or "apiVersion" not in value:
        return [()]
    priorities = value_at(value, ("spec", "priorities"))
    routes: list[Route] = [("spec", "priorityDefaults", "nodeSystemConfig")]
    routes += (
        ("spec", "priorities", at, "nodeSystemConfig")
        for at, _ in enumerate(priorities if isinstance(priorities, list) else ())
    )
    return [route for route in routes if isinstance(value_at(value, route), dict)]


def _kubelet(source: Source, route: Route, held: Any) -> Iterator[Finding]:
    if held is None:
        return
    if not isinstance(held, dict):
        yield _refused("kubeletConfig is not a map", source, route)
        return
    for key, value in held.items():
        here = (*route, key)
        known = tables.KUBELET.get(tables.COMPUTE_CLASS.get(str(key), str(key)))
        if known is None:
            hint = _near(key)
            yield _refused(
                f"GKE has no {key} in kubeletConfig, and gcloud refuses the file{hint}", source, here, key=True
            )
        elif isinstance(known, tuple):
            if value not in known and value != "":
                yield _refused(f"{key} is one of {', '.join(known)}", source, here)
        elif not isinstance(value, known) or (known is int and isinstance(value, bool)):
            yield _refused(f"{key} is not {_TYPES[known]}, and gcloud refuses the file", source, here)
        elif key in tables.INSIDE:
            yield from _picked(source, here, key, value)


def _near(key: str) -> str:
    from difflib import get_close_matches

    moved = {"topologyManagerPolicy": "topologyManager.policy", "topologyManagerScope": "topologyManager.scope"}
    moved["memoryManagerPolicy"] = "memoryManager.policy"
    if key in moved:
        return f"; write {moved[key]}"
    close = get_close_matches(key, tables.KUBELET, n=1, cutoff=0.8)
    return f"; did you mean {close[0]}?" if close else ""


def _picked(source: Source, route: Route, name: str, held: Any) -> Iterator[Finding]:
    """What is inside of a map of which gcloud picks keys by name."""
    known = tables.INSIDE[name]
    for key, value in held.items() if isinstance(held, dict) else ():
        here = (*route, key)
        allowed = known.get(key)
        if allowed is None:
            names = " and ".join(known)
            message = f"GKE silently drops {dotted(here[-2:])}: {name} has {names}"
            yield BY_CODE["NC591"].finding(message, Origin("document", source, here), key=True)
        elif isinstance(allowed, tuple) and value not in allowed:
            yield _refused(f"{name}.{key} is one of {', '.join(allowed)}", source, here)


def _refused(message: str, source: Source, route: Route, *, key: bool = False) -> Finding:
    origin = Origin("document", source, route)
    message = message if "; " in message or " is one of " in message else f"{message}; leave it out"
    return BY_CODE["NC590"].finding(message, origin, says=Says("gke", "Invalid node config"), key=key)
