"""The merge that folds gives what the kubelet's loop over all combinations gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.kubelet.admission import bits, merge
from numaconf.kubelet.admission.hints import Hint, Hints, all_masks, impossible
from numaconf.kubelet.admission.merge import BEST_EFFORT, RESTRICTED, SINGLE, Merger, walk

if TYPE_CHECKING:
    import random


def some_hints(rng: random.Random, ids: list[int], name: str) -> Hints | None:
    kind = rng.random()
    if kind < 0.1:
        return None
    if kind < 0.15:
        return impossible(name)
    nodes = ids if rng.random() < 0.7 else sorted(rng.sample(ids, rng.randint(1, len(ids))))
    share = rng.choice([0.2, 0.5, 0.9])
    masks = frozenset(mask for mask in all_masks(nodes) if rng.random() < share)
    smallest = rng.randint(1, len(nodes))
    preferred = [mask for mask in masks if mask.bit_count() == smallest or rng.random() < 0.05]
    return Hints(name, nodes, smallest, masks.__contains__, preferred)


def kubelet(merger: Merger, lists: list[Hints | None]) -> tuple[Hint, bool]:
    """A transcription of `Policy.Merge`."""
    every = [merge.as_list(hints) for hints in lists] or [[Hint(None, True)]]
    if merger.policy == SINGLE:
        merger = merger._replace(closest=False)
        every = [
            [hint for hint in hints if hint.preferred and (hint.mask is None or hint.mask.bit_count() == 1)]
            for hints in every
        ]
    best = walk(every, merger) or Hint(merger.everywhere, False)
    if merger.policy == SINGLE and best.mask == merger.everywhere:
        best = Hint(None, best.preferred)
    return best, merger.policy == BEST_EFFORT or best.preferred


@given(st.randoms(use_true_random=False))
def test_folding_gives_what_all_combinations_give(rng: random.Random) -> None:
    number = rng.randint(1, 4)
    ids = sorted(rng.sample(range(number + 2), number))
    sparse = ids != list(range(number))
    rows = {numa: tuple(10 if other == numa else rng.choice([12, 12, 21]) for other in ids) for numa in ids}
    merger = Merger(
        rng.choice([SINGLE, RESTRICTED, BEST_EFFORT]), bits.of(ids), rng.random() < 0.5 and not sparse, rows, sparse
    )
    lists = [some_hints(rng, ids, f"r{place}") for place in range(rng.randint(0, 4))]
    combinations = 1
    for hints in lists:
        combinations *= len(hints.masks()) if hints else 1
    if combinations > 20_000:
        return
    hint, admitted = merger.merge(lists)
    expected, expected_admitted = kubelet(merger, lists)
    assert admitted == expected_admitted
    if admitted:
        assert hint == expected


def test_distances_with_sparse_ids_make_the_kubelet_panic() -> None:
    rows = {0: (10, 20), 2: (20, 10)}
    merger = Merger(RESTRICTED, 0b101, True, rows, sparse=True)
    both = Hints("cpu", (0, 2), 1, lambda _mask: True)
    with pytest.raises(merge.Panic, match=r"index out of range \[2\] with length 2"):
        merger.merge([both])
    one = Hints("cpu", (0, 2), 1, {0b001, 0b101}.__contains__)
    assert merger.merge([one]) == (Hint(0b001, True), True)
