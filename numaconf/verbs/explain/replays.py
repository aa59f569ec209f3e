"""The kubelet's `TopologyHints` log lines: who offered what, and the merge once more under each policy.

Source: `pkg/kubelet/cm/topologymanager/scope_container.go` and `scope_pod.go`, klog's text and JSON, 1.27 and later.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.hints import Hints, TooMany, impossible
from numaconf.kubelet.admission.merge import BEST_EFFORT, RESTRICTED, SINGLE, Merger
from numaconf.machine.notation import cpu_text
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r'TopologyHints"?\s+(?:"?hints"?\s*[=:]\s*)')
_POD = re.compile(r'"?pod"?[=:]\s*"?(?P<pod>[^"\s,}]+)')
_CONTAINER = re.compile(r'"?containerName"?[=:]\s*"?(?P<name>[^"\s,}]+)')
_OLD = re.compile(r"(?<![A-Za-z0-9./_-])([A-Za-z0-9./_-]+):\[((?:\{[^{}]*\}\s*)*)\]")
_OLD_HINT = re.compile(r"\{(?:NUMANodeAffinity:)?([01]+|<nil>)\s+(?:Preferred:)?(true|false)[^{}]*\}")
MOST = 1_000_000
"""Characters that are looked at."""


class Replay(NamedTuple):
    """The hints for one pod or container, by resource (None: it does not care), and what each policy makes of them."""

    pod: str
    container: str
    hints: dict[str, list[tuple[int, bool]] | None]
    policies: dict[str, str]
    broken: str


def replays(text: str) -> list[Replay]:
    """What each group of lines about one pod and container says."""
    groups: dict[tuple[str, str], dict[str, list[tuple[int, bool]] | None]] = {}
    for line in text[:MOST].splitlines():
        start = _LINE.search(line)
        if start is None:
            continue
        rest = line[start.end() :]
        pod, container = _POD.search(rest), _CONTAINER.search(rest)
        key = (pod["pod"] if pod else "", container["name"] if container else "")
        groups.setdefault(key, {}).update(_hints(rest))
    return [_replay(pod, container, hints) for (pod, container), hints in groups.items()]


def _hints(text: str) -> dict[str, list[tuple[int, bool]] | None]:
    if text.startswith("{"):
        try:
            found, _ = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return {}
        return {str(name): _json(hints) for name, hints in found.items()} if isinstance(found, dict) else {}
    return {
        name: [
            (0 if mask == "<nil>" else int(mask[-64:], 2), word == "true") for mask, word in _OLD_HINT.findall(listed)
        ]
        for name, listed in _OLD.findall(text)
    }


def _json(hints: Any) -> list[tuple[int, bool]] | None:
    if not isinstance(hints, list):
        return None
    found = []
    for one in hints:
        mask = one.get("NUMANodeAffinity") if isinstance(one, dict) else None
        if isinstance(mask, str) and re.fullmatch("[01]{1,64}", mask):
            mask = int(mask, 2)
        if isinstance(mask, int) and not isinstance(mask, bool) and 0 < mask < 1 << 64:
            found.append((mask, one.get("Preferred") is True))
    return found


def _replay(pod: str, container: str, hints: dict[str, list[tuple[int, bool]] | None]) -> Replay:
    everywhere = 0
    for listed in hints.values():
        for mask, _ in listed or ():
            everywhere |= mask
    lists = [_as_hints(name, listed) for name, listed in hints.items()]
    policies = {}
    for policy in (SINGLE, RESTRICTED, BEST_EFFORT):
        try:
            hint, admitted = Merger(policy, everywhere).merge(lists)
        except TooMany:
            policies[policy] = "too many combinations to say"
            continue
        where = "any NUMA node" if hint.mask is None else f"NUMA nodes {cpu_text(bits.members(hint.mask))}"
        preferred = "preferred" if hint.preferred else "not preferred"
        policies[policy] = f"admitted, {where}, {preferred}" if admitted else "rejected (TopologyAffinityError)"
    return Replay(pod, container, hints, policies, "; ".join(_broken(hints)))


def _as_hints(name: str, listed: list[tuple[int, bool]] | None) -> Hints | None:
    if listed is None:
        return None
    if not listed:
        return impossible(name)
    masks = frozenset(mask for mask, _ in listed)
    nodes: list[int] = []
    for mask in masks:
        nodes += [node for node in bits.members(mask) if node not in nodes]
    preferred = [mask for mask, is_preferred in listed if is_preferred]
    smallest = min(mask.bit_count() for mask in preferred) if preferred else 0

    def candidates(size: int) -> Iterator[int]:
        return (mask for mask in sorted(masks) if mask.bit_count() == size)

    return Hints(name, sorted(nodes), smallest, masks.__contains__, preferred, candidates)


def _broken(hints: dict[str, list[tuple[int, bool]] | None]) -> Iterator[str]:
    """What keeps the resources apart."""
    held = {name: listed for name, listed in hints.items() if listed is not None}
    nowhere = [name for name, listed in held.items() if not listed]
    if nowhere:
        yield f"{' and '.join(nowhere)} can be had nowhere"
    preferred = {name: {mask for mask, best in listed if best} for name, listed in held.items() if listed}
    for name, masks in preferred.items():
        if not masks:
            yield f"{name} can be had, but on no set of NUMA nodes as small as it could be on an empty node"
    if not nowhere and preferred and all(preferred.values()) and not set.intersection(*preferred.values()):
        told = ", ".join(
            f"{name} on {' or '.join(cpu_text(bits.members(mask)) for mask in sorted(masks))}"
            for name, masks in preferred.items()
        )
        yield f"each resource is best off elsewhere: {told}"
