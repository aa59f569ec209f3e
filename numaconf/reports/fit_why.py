"""How the kubelet came to its answer to one pod: the hints of each resource, their merge and the choice, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.hints import TooMany
from numaconf.kubelet.admission.merge import BEST_EFFORT, SINGLE
from numaconf.machine.notation import cpu_text
from numaconf.reports.fit import BOLD, DIM, END, wrapped
from numaconf.reports.machine import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.admission.admit import Step
    from numaconf.kubelet.admission.hints import Hints
    from numaconf.kubelet.admission.node import Node
    from numaconf.verbs.fit.model import Entry, Fit

SHOWN = 24
"""Sets of NUMA nodes in a row of the table; more of them are counted."""


def text(fit: Fit, entry: Entry, width: int) -> str:
    """The table of one pod."""
    return "\n".join(_lines(fit, entry, width)) + "\n"


def data(entry: Entry) -> list[dict[str, Any]]:
    """The merges of one pod, for `--format json`."""
    return [
        {
            "container": step.container or None,
            "hints": {name: _hints(hints) for name, hints in step.offers.items()},
            "merged": None if step.hint.mask is None else bits.members(step.hint.mask),
            "preferred": step.hint.preferred,
            "admitted": step.admitted,
        }
        for step in (entry.answer.steps if entry.answer else ())
    ]


def _hints(hints: Hints | None) -> list[dict[str, Any]] | None:
    if hints is None:
        return None
    preferred = frozenset(hints.preferred)
    return [{"numaNodes": bits.members(mask), "preferred": mask in preferred} for mask in _masks(hints)]


def _masks(hints: Hints) -> tuple[int, ...]:
    if not hints.nodes:
        return ()
    try:
        return hints.masks()
    except TooMany:
        return hints.preferred


def _lines(fit: Fit, entry: Entry, width: int) -> Iterator[str]:
    yield f"{BOLD}{entry.name}{END}  {entry.arriving.written.pod.qos}, {entry.verdict}"
    node, answer = fit.node, entry.answer
    if node is None or answer is None:
        yield from wrapped(entry.missing or "it runs already", width, "  ")
        return
    if not answer.steps:
        yield from wrapped(f"topologyManagerPolicy is {node.merger.policy}: no hints are asked for", width, "  ")
    for step in answer.steps:
        yield ""
        yield f"  {step.container or 'all containers together'} (policy {node.merger.policy}, scope {node.scope})"
        yield from _table(step, width)
        yield from wrapped(_merged(node, step), width, "  → ", hang=4)
    yield ""
    for one in entry.explanation:
        yield from wrapped(one, width, "  ", DIM, hang=4)
    if answer.admitted:
        for given in answer.containers:
            cpus = cpu_text(bits.members(given.cpus)) if given.cpus else "the shared pool"
            yield f"  {given.name}: CPUs {cpus}"
    else:
        yield from wrapped(f"{answer.reason or 'crash'}: {answer.message}", width, "  ")


def _table(step: Step, width: int) -> Iterator[str]:
    rows = [(name, _needs(hints), _sets(hints, width - 40)) for name, hints in step.offers.items()]
    if not rows:
        yield "    no resource that is aligned"
        return
    header = ("resource", "NUMA nodes needed", "sets that have it (* preferred)")
    yield from table(header, rows, right={1}, indent="    ").rstrip("\n").split("\n")


def _needs(hints: Hints | None) -> str:
    return "" if hints is None or not hints.nodes else str(hints.smallest)


def _sets(hints: Hints | None, room: int) -> str:
    if hints is None:
        return "any will do"
    masks = _masks(hints)
    if not masks:
        return "none"
    preferred = frozenset(hints.preferred)
    texts = [cpu_text(bits.members(mask)) + ("*" if mask in preferred else "") for mask in masks]
    shown: list[str] = []
    taken = 0
    for one in texts[:SHOWN]:
        taken += len(one) + 2
        if shown and taken > room - 9:
            break
        shown.append(one)
    more = len(texts) - len(shown)
    return "  ".join(shown) + (f"  +{more}" if more else "")


def _merged(node: Node, step: Step) -> str:
    mask = step.hint.mask
    where = "any NUMA nodes" if mask is None else f"NUMA nodes {cpu_text(bits.members(mask))}"
    if step.hint.preferred:
        return f"{where}, preferred by all resources: admitted"
    if node.merger.policy == BEST_EFFORT:
        return f"{where}, not preferred: admitted, for best-effort admits all"
    wants = "single NUMA node" if node.merger.policy == SINGLE else "set of NUMA nodes"
    return f"no {wants} is preferred by all resources: rejected"
