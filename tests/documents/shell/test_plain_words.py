"""Words that stand for themselves are taken from the text as they are: no differently from all others."""

import random
import re

import pytest

from numaconf.documents import shell
from numaconf.documents.shell import parser

WORDS = r"""
a b=c --max-pods=5 'x' "q" $A ${B} $(c) `x` a,b [a] é x#y # ! = ~ {a,b} \ ' A=1 A+=2 A=(1) export declare read function
| && ; ;; & if then fi case in esac for do done { } ( ) f() [[ ]] < > 2> <<E <<<x ((A++)) * -- -
"""
PIECES = (*WORDS.split(), "\n", "\n", "\\\n", "\t", "E\n", "# c d\n")


def dump(text):
    script = shell.parse(text)
    words = [
        (command.words, [word for _, word in command.assignments], [one.target for one in command.redirects])
        for command in script.commands
    ]
    return script.error and str(script.error), [
        (
            command.span, command.ended_by, command.conditional,
            [[(one.raw, one.value, one.text, [*one.offsets], one.span) for one in some] for some in held],
        )
        for command, held in zip(script.commands, words, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_words_are_the_same_without_it(seed, monkeypatch):
    draw = random.Random(seed)
    texts = ["".join(draw.choice(PIECES) + draw.choice([" ", " ", ""]) for _ in range(20)) for _ in range(100)]
    quick = [dump(text) for text in texts]
    monkeypatch.setattr(parser, "_PLAIN_WORD", re.compile(r"(?!)"))
    assert [dump(text) for text in texts] == quick


def test_they_are_not_looked_at_character_by_character(monkeypatch):
    def word(self):
        raise AssertionError(self.source[self.at :])

    monkeypatch.setattr(parser.Parser, "word", word)
    (first, second) = shell.commands("echo a b --max-pods=5 # not this\n\n/etc/eks/bootstrap.sh c x.y")
    assert [word.value for word in (*first.words, *second.words)] == [
        "echo", "a", "b", "--max-pods=5", "/etc/eks/bootstrap.sh", "c", "x.y",
    ]  # fmt: skip
