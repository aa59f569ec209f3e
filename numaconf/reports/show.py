"""`numaconf show` as text: the policies in words and what is left for pods, then the fields, each with its origin."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import path
from numaconf.reports.valid import folded, node_lines
from numaconf.safe import shown as safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig, Origin
    from numaconf.verbs.show import Shown

BOLD, DIM, RED, END = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[0m"

NUMA = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope kubeReserved systemReserved evictionHard "
    "enforceNodeAllocatable maxPods".split()
)
"""The fields that are always shown; others where the document itself has them, or with `--all`."""

GATES = re.compile("CPUManager|MemoryManager|TopologyManager|PodLevelResource")
"""Feature gates that are shown with them."""

WORDS = {
    ("cpuManagerPolicy", "none"): "no container gets CPUs of its own",
    ("cpuManagerPolicy", "static"): "Guaranteed containers with whole CPUs get CPUs of their own",
    ("memoryManagerPolicy", "None"): "memory is not counted by NUMA node",
    ("memoryManagerPolicy", "Static"): "memory and hugepages of Guaranteed pods go by NUMA node",
    ("topologyManagerPolicy", "none"): "nothing is aligned",
    ("topologyManagerPolicy", "best-effort"): "aligned where there is room; nothing is rejected",
    ("topologyManagerPolicy", "restricted"): "on as few NUMA nodes as a pod needs, else it is rejected",
    ("topologyManagerPolicy", "single-numa-node"): "on one NUMA node, else a pod is rejected",
    ("topologyManagerScope", "container"): "each container by itself",
    ("topologyManagerScope", "pod"): "all containers of a pod together",
}


LABELS = {
    "cpuManagerPolicy": "CPUs",
    "memoryManagerPolicy": "memory",
    "topologyManagerPolicy": "topology",
    "topologyManagerScope": "scope",
}


def text(shown: Shown, file: str, width: int, *, several: bool = False, everything: bool = False) -> str:
    """What one document puts in force, no wider than `width`. `several`: the file has more documents."""
    lines = [f"{BOLD}{safe(_head(shown, several=several))}{END}"]
    node = shown.node
    if node is None:
        return "\n".join([*lines, "  it results in no kubelet configuration"]) + "\n"
    lines += [line for words in _policies(shown, node) for line in folded(f"  {words}", width)]
    if shown.refused:
        lines.append(f"  {RED}✗ the kubelet does not start with it{END} (numaconf lint says more):")
        for one in shown.refused:
            lines += folded(f"    {RED}✗{END} {BOLD}{one.code}{END} {safe(one.message)}", width)
    else:
        lines += node_lines(node, (), width)
    rows, hidden = _rows(shown, node, file, everything=everything)
    lines += ["", *_table(rows, width)]
    if hidden:
        lines.append(f"  and {hidden} fields that are not about NUMA (--all)")
    lost = [f"{line(one.origin, file)}: {one.reason}" for one in node.lost]
    if lost:
        lines += ["", "  written, and not in force:"]
        lines += [line for one in lost for line in folded(f"    {safe(one)}", width)]
    return "\n".join(lines) + "\n"


def _head(shown: Shown, *, several: bool) -> str:
    what = f"{shown.kind} for {shown.target}" if shown.target else shown.kind
    where = [f"Kubernetes {shown.kubernetes}" if shown.kubernetes else "all Kubernetes versions"]
    where += [shown.machine.name] if shown.machine else []
    return (f"document {shown.number}: " if several else "") + "  ".join([what, *where])


def _policies(shown: Shown, node: EffectiveConfig) -> Iterator[str]:
    for field in dict.fromkeys(field for field, _ in WORDS):
        value = node.config.get(field, shown.defaults.get(field))
        words = WORDS.get((field, str(value)))
        if words:
            yield f"{LABELS[field]:9} {safe(str(value))}: {words}"


def _rows(
    shown: Shown, node: EffectiveConfig, file: str, *, everything: bool
) -> tuple[list[tuple[str, str, str]], int]:
    rows: list[tuple[str, str, str]] = []
    hidden = 0

    def wanted(route: Route, kind: str) -> bool:
        gate = route[:1] == ("featureGates",) and len(route) > 1 and GATES.search(str(route[1])) is not None
        return everything or kind == "document" or not route or route[0] in NUMA or gate

    blamed = {(one.origin.source, one.origin.route) for one in shown.refused if one.origin.kind == "document"}

    def marked(origin: Origin) -> str:
        above = (origin.route[:end] for end in range(len(origin.route) + 1))
        refused = origin.kind == "document" and any((origin.source, route) in blamed for route in above)
        return f"{line(origin, file)}{'  ✗' if refused else ''}"

    for route, value in node.leaves():
        origin = node.origin(*route)
        if wanted(route, origin.kind):
            rows.append((path(route), _value(value), marked(origin)))
        else:
            hidden += 1
    for route, why in node.unknown.items():
        if wanted(route, ""):
            rows.append((path(route) if route else "the rest", "unknown", why))
        else:
            hidden += 1
    rows += [(path(route), _value(value), "the kubelet's default") for route, value in _leaves(shown.defaults)]
    rows.sort(key=lambda row: row[0].partition(".")[0].partition("[")[0] not in NUMA)
    return rows, hidden


def line(origin: Origin, file: str) -> str:
    """Where a value comes from, in words; of another file than `file` also its name."""
    if origin.kind == "document":
        if origin.source is None:
            return "the document"
        name = "" if origin.source.path == file else f"{os.path.basename(origin.source.path)} "
        return f"{name}line {origin.source.span(origin.route).line}"
    return origin.note or {"platform-default": "the platform", "kubelet-default": "the kubelet"}[origin.kind]


def _table(rows: list[tuple[str, str, str]], width: int) -> Iterator[str]:
    """Three columns; what is too long for its own goes on in the next line."""
    import textwrap

    cells = [(safe(name), safe(value), safe(why)) for name, value, why in rows]
    caps = max(24, width * 2 // 5), max(12, width // 4)
    names, values = (min(cap, max((len(row[at]) for row in cells), default=0)) for at, cap in enumerate(caps))
    rest = max(8, width - names - values - 6)
    for name, value, why in cells:
        columns = [
            textwrap.wrap(cell, room, break_on_hyphens=False) or [""]
            for cell, room in ((name, names), (value, values), (why, rest))
        ]
        for number in range(max(map(len, columns))):
            first, second, third = (column[number] if number < len(column) else "" for column in columns)
            yield (
                f"  {first:{names}}  {second:{values}}  {DIM}{third}{END}" if third else f"  {first:{names}}  {second}"
            )


def _leaves(defaults: dict[str, Any]) -> Iterator[tuple[Route, Any]]:
    for name, value in defaults.items():
        if isinstance(value, dict):
            yield from (((name, key), item) for key, item in value.items())
        else:
            yield (name,), value


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
