"""Feature gates by Kubernetes minor, and what the kubelet says to a gate that it does not take.

The kubelet exits on an unknown or locked gate whatever the gate is about, and whatever value it is given. `gates.json`
holds all gates of the supported minors as the kubelet's own packages declare them, and the dependencies that are
enforced from 1.35 on (`pkg/features/kube_features.go`); `conformance/feature_gates.py` writes it.

Source: `k8s.io/component-base/featuregate`, `SetFromMap` and `Validate`.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numaconf.kubelet.version import Version

SPECIAL = ("AllAlpha", "AllBeta")
"""Set every gate of that stage that is not named itself."""


class Gate(NamedTuple):
    """A gate in one minor. `stage`: `ALPHA`, `BETA`, `GA` or `DEPRECATED`; a `locked` gate takes its default only."""

    stage: str
    default: bool
    locked: bool


class GateProblem(NamedTuple):
    """A gate that stops the kubelet. `text` is the kubelet's, without what comes before it (see `says`).

    `undecided`: nothing here knows the gate, and the version is newer than the table, so its kubelet may.
    """

    kind: Literal["unknown", "locked", "dependency", "undecided"]
    name: str
    text: str
    needs: tuple[str, ...] = ()


@lru_cache(1)
def _tables() -> tuple[dict[str, str], dict[str, str], int]:
    import json

    with open(os.path.join(os.path.dirname(__file__), "gates.json"), encoding="ascii") as file:
        tables = json.load(file)
    return tables["gates"], tables["dependencies"], tables["last"]


def last() -> int:
    """The newest minor that the table was made from. What is true of it is taken to be true of newer ones."""
    return _tables()[2]


def _in_minor(runs: str, minor: int) -> str | None:
    """What a table entry such as `27-28 BETA on, 29-37 GA on locked` holds for a minor."""
    for run in runs.split(", "):
        span, _, value = run.partition(" ")
        first, _, last = span.partition("-")
        if int(first) <= minor <= int(last or first):
            return value
    return None


@lru_cache(4096)
def _state(name: str, minor: int) -> Gate | None:
    value = _in_minor(_tables()[0].get(name, "0 "), min(minor, last()))
    if value is None:
        return None
    stage, default, *locked = value.split()
    return Gate(stage, default == "on", bool(locked))


def state(name: str, version: Version) -> Gate | None:
    """A gate in one version, None where the kubelet does not know it. Names are case-sensitive."""
    return _state(name, version.minor)


def names(version: Version) -> tuple[str, ...]:
    """Every gate that the kubelet of a version knows."""
    return _names(min(version.minor, last()))


@lru_cache(64)
def _names(minor: int) -> tuple[str, ...]:
    return tuple(name for name, runs in _tables()[0].items() if _in_minor(runs, minor) is not None)


def known_to(wanted: Iterable[str], version: Version) -> tuple[str, ...]:
    """Those gates that a version knows. A platform that sets gates by itself sets no other, or no node of it would
    start; so this is what its image of a version does that nobody has seen yet.
    """
    return tuple(name for name in wanted if state(name, version) is not None)


def minors(name: str) -> tuple[int, ...]:
    """The minors that know a gate, ascending; () for a name that never was one."""
    found: list[int] = []
    for run in _tables()[0].get(name, "").split(", "):
        first, _, last = run.partition(" ")[0].partition("-")
        if first:
            found += range(int(first), int(last or first) + 1)
    return tuple(found)


@lru_cache(16)
def dependencies(minor: int) -> dict[str, tuple[str, ...]]:
    """Which gates each gate needs, in one minor (none before 1.35)."""
    held = ((name, _in_minor(runs, min(minor, last()))) for name, runs in _tables()[1].items())
    return {name: tuple(needs.split()) for name, needs in held if needs}


def enabled(name: str, given: Mapping[str, bool], version: Version) -> bool:
    """Whether a gate is on in a version when the configuration gives those gates.

    A gate that went away left its feature as its last default had it; one that is not there yet, or never was, is off.
    """
    gate = state(name, version)
    if gate is None:
        known = minors(name)
        last = _state(name, known[-1]) if known and known[-1] < version.minor else None
        return last is not None and last.default
    if name in given:
        return given[name]
    special = {"ALPHA": "AllAlpha", "BETA": "AllBeta"}.get(gate.stage, "")
    return given.get(special, gate.default)


def problems(given: Mapping[str, bool], version: Version) -> Iterator[GateProblem]:
    """Every gate in `given` for which the kubelet of that version ends."""
    sound = True
    for name, value in given.items():
        gate = state(name, version)
        if gate is None:
            sound = False
            sure = not version.newer and version.minor <= last()
            yield GateProblem("unknown" if sure else "undecided", name, f"unrecognized feature gate: {name}")
        elif gate.locked and value != gate.default:
            sound = False
            text = f"cannot set feature gate {name} to {_go(value)}, feature is locked to {_go(gate.default)}"
            yield GateProblem("locked", name, text)
    if not sound:
        return
    for name, needs in dependencies(version.minor).items():
        if enabled(name, given, version):
            missing = tuple(need for need in needs if not enabled(need, given, version))
            if missing:
                text = f"{name} is enabled, but depends on features that are disabled: [{' '.join(missing)}]"
                yield GateProblem("dependency", name, text, missing)


def says(text: str, version: Version, *, flag: bool = False) -> str:
    """A gate's text as the kubelet prints it: from 1.32 on a gate in a file makes it panic while it fills in defaults
    (`SetDefaults_KubeletConfiguration`); one on the command line never does.
    """
    if flag or version.minor < 32:
        return f"failed to set feature gates from initial flags-based config: {text}"
    return f"panic: failed to merge global and in-flight KubeletConfiguration while setting defaults, error: {text}"


def _go(value: bool) -> str:
    return "true" if value else "false"
