"""Many literal texts in a long one: the pass over long texts finds what a search for each finds."""

import random

import pytest

from numaconf.rules import needles
from numaconf.rules.needles import Needles

WORDS = [
    "a",
    "ab",
    "a b",
    "the total",
    "the total amount",
    "total amount of",
    " amount of x",
    "x y z w",
    "b: ",
    "a a a a a",
    "x the t",
    "y the t",
    "z the tot",
]


@pytest.mark.parametrize("seed", range(40))
def test_one_pass_finds_what_single_searches_find(seed, monkeypatch):
    draw = random.Random(seed)
    pieces = [*WORDS, " ", "\n", "the", "total", "amou"]
    text = "".join(draw.choice(pieces) + draw.choice(["", " ", "\n"]) for _ in range(200))
    known = draw.sample(WORDS, draw.randint(1, len(WORDS)))
    single = Needles(known).places(text)
    assert single == {
        word: [at for at in range(len(text)) if text.startswith(word, at)] for word in known if word in text
    }
    monkeypatch.setattr(needles, "_LONG", 0)
    assert Needles(known).places(text) == single
