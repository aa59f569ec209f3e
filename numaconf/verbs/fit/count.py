"""How many copies of a pod fit one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission.admit import admit
from numaconf.kubelet.admission.hints import TooMany
from numaconf.named import NamedTuple
from numaconf.verbs.fit import rejection, words
from numaconf.verbs.fit.model import Entry

if TYPE_CHECKING:
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.verbs.fit.model import Fit

MOST = 2_000
"""Copies that are tried: where the number of pods is not known to be limited it is that many at least."""

MOST_KINDS = 100
"""Pods that differ in more than their names and are counted."""


class Count(NamedTuple):
    """The answer for one pod: how many fit, and what is said to the next. `last` is None beyond MOST; `note`: what
    makes the number unsure.
    """

    entry: Entry
    number: int
    last: Entry | None
    after: State | None
    note: str = ""


def counts(fit: Fit) -> tuple[Count, ...]:
    """The answer for each pod of the manifests, replicas once; each on the node as it is without the others. Pods that
    differ in their names alone have one answer; beyond MOST_KINDS it is not looked for.
    """
    seen: set[int] = set()
    known: dict[str, Count] = {}
    found = []
    for entry in fit.entries:
        if id(entry.arriving.of) in seen or entry.runs:
            continue
        seen.add(id(entry.arriving.of))
        kind = entry.arriving.written.pod.kind
        if kind not in known:
            known[kind] = _count(fit, entry) if len(known) < MOST_KINDS else _left_out(fit, entry)
        found.append(known[kind]._replace(entry=entry))
    return tuple(found)


def _left_out(fit: Fit, entry: Entry) -> Count:
    why = f"only the first {MOST_KINDS} different pods are counted"
    return Count(entry, 0, entry._replace(answer=None, missing=why, explanation=(why,), hints=()), fit.start)


def _count(fit: Fit, entry: Entry) -> Count:
    if fit.node is None or fit.start is None or entry.missing:
        return Count(entry, 0, entry, fit.start)
    state = fit.start
    for number in range(MOST):
        one = next_copy(fit.node, state, entry)
        if one.answer is None or not one.answer.admitted:
            note = words.unsure_of_memory(fit.config, fit.node, [state], [one.answer])
            return Count(entry, number, one, state, note)
        state = one.answer.state
    return Count(entry, MOST, None, state)


def next_copy(node: Node, state: State, entry: Entry) -> Entry:
    """What is said to another copy."""
    missing, answer = "", None
    try:
        answer = admit(node, state, entry.arriving.written.pod)
    except TooMany:
        missing = "it depends on too many sets of NUMA nodes"
    again = entry._replace(before=state, answer=answer, missing=missing)
    if answer is None or answer.admitted:
        return again
    empty = rejection.on_empty(node, entry.arriving.written.pod)
    return again._replace(explanation=words.explain(node, again, empty), hints=words.hints(answer))
