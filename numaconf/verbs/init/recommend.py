"""Which policy, scope and reservation let most of some pods be aligned: each is drafted and asked, by `fit`.

A pod is aligned where it is admitted, something of it is bound to NUMA nodes, every container has a preferred hint, and
the containers together are on no more NUMA nodes than the largest of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.context import NOTHING, Context
from numaconf.errors import Problem
from numaconf.kubelet.admission import bits
from numaconf.named import NamedTuple
from numaconf.verbs.fit import fit
from numaconf.verbs.fit.model import ADMITTED, REJECTED
from numaconf.verbs.init.draft import draft
from numaconf.verbs.init.model import GPU, LATENCY, OBSERVE, PACKED, SPREAD, THROUGHPUT, Draft, Wish
from numaconf.verbs.init.policies import gpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.verbs.fit.model import Entry, Fit

MOST_NAMES = 4


class Tried(NamedTuple):
    """A candidate and what `fit` says: numbers of pods, and those that it rejects with the reason."""

    wish: Wish
    policy: str
    aligned: int
    admitted: int
    rejected: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    @property
    def words(self) -> tuple[str, str, str]:
        """Policy, scope and reservation."""
        return self.policy, self.wish.scope, self.wish.reserve


def recommend(wish: Wish, pods: Sequence[tuple[str, bytes]], path: str = "profile.yaml") -> tuple[Draft, str]:
    """The draft that lets most pods be aligned, then rejects the fewest, then promises the most; and its text.

    `pods`: paths and contents of manifests; the pods arrive in this order. Raises Problem, CannotDo.
    """
    tried = [_try(candidate, pods, path) for candidate in _candidates(wish)]
    if not any(one.admitted or one.rejected for one in tried):
        missing = next((text for one in tried for text in one.unknown), "")
        where = ", ".join(name for name, _ in pods)
        raise Problem(f"no pod can be judged: {missing}" if missing else "there is no pod in it", place=where)
    # The first of equals stays: candidates come strictest first, scope pod first, spread first.
    best = min(tried, key=lambda one: (-one.aligned, len(one.rejected)))
    names = ", ".join(name for name, _ in pods)
    return draft(best.wish, path, table=tuple(_table(tried, best, names)))


def _candidates(wish: Wish) -> Iterator[Wish]:
    middle = GPU if gpus(wish.machine) else THROUGHPUT
    for purpose in (wish.purpose,) if wish.purpose else (LATENCY, middle, OBSERVE):
        for scope in ("pod", "container"):
            for reserve in (SPREAD, PACKED) if len(wish.machine.nodes or ()) > 1 else (SPREAD,):
                yield wish._replace(purpose=purpose, scope=scope, reserve=reserve)


def _try(wish: Wish, pods: Sequence[tuple[str, bytes]], path: str) -> Tried:
    _, text = draft(wish, path)
    known = Context(wish.kubernetes, (wish.machine,))
    found = fit((path, text.encode()), pods, known, NOTHING, target=wish.targets[0])
    if found.wrong:
        first = found.wrong[0]
        raise Problem(first.message, place=first.place, remedy=first.remedy)
    policy = found.config.config.get("topologyManagerPolicy") or "none"
    return Tried(
        wish,
        str(policy),
        sum(_is_aligned(entry, found) for entry in found.entries),
        found.count(ADMITTED),
        tuple((entry.name, _reason(entry)) for entry in found.entries if entry.verdict == REJECTED),
        tuple(entry.missing for entry in found.entries if entry.missing),
    )


def _reason(entry: Entry) -> str:
    return (entry.answer.reason if entry.answer is not None else None) or "rejected"


def _is_aligned(entry: Entry, found: Fit) -> bool:
    if entry.verdict != ADMITTED or entry.answer is None or found.node is None:
        return False
    together = largest = 0
    for given in entry.answer.containers:
        mask = found.node.layout.nodes_of(given.cpus)
        for block in given.memory:
            mask |= block.mask
        if given.devices and given.hint.mask is not None:
            mask |= given.hint.mask
        if mask and not given.hint.preferred:
            return False
        together |= mask
        largest = max(largest, len(bits.members(mask)))
    return bool(together) and len(bits.members(together)) <= largest


def _table(tried: Sequence[Tried], best: Tried, names: str) -> Iterator[str]:
    pods = best.admitted + len(best.rejected) + len(best.unknown)
    yield f"{pods} pods of {names}, in the order given, by numaconf fit:"
    yield f"  {'topologyManagerPolicy':<23}{'scope':<11}{'reserved CPUs':<15}aligned  rejected"
    for one in tried:
        mark = "  <- chosen" if one is best else ""
        policy, scope, reserve = one.words
        yield f"  {policy:<23}{scope:<11}{reserve:<15}{one.aligned:>7}  {len(one.rejected):>8}{mark}"
    for one in {row.rejected: row for row in reversed(tried) if row.rejected}.values():
        told = ", ".join(f"{name} ({reason})" for name, reason in one.rejected[:MOST_NAMES])
        more = f" and {len(one.rejected) - MOST_NAMES} more" if one.rejected[MOST_NAMES:] else ""
        yield f"rejected with {' '.join(one.words)}: {told}{more}"
    for text in dict.fromkeys(best.unknown):
        yield f"not judged: {text}"
