"""Values that a `;` without quotes cuts in two, as those of `--reserved-memory` are."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.shell.commands import Command, Word

_REST = re.compile(r"[0-9]+:(?:memory|hugepages-)")
"""What begins the second NUMA node of `0:memory=1Gi;1:memory=1Gi`; no program is called so."""


_LIST = re.compile(r"--(?:kube|system)-reserved\b")
_AMOUNT = re.compile(r"(?:cpu|memory|pid)\Z")
"""A flag with a list of amounts, and names of amounts: after a `;` the shell takes one for a variable."""


def cuts(commands: Sequence[Command]) -> Iterator[tuple[Command, Word]]:
    """Commands that end in the midst of a value, each with the word that the shell takes for the next one's name."""
    for one, other in pairwise(commands):
        if one.ended_by != ";":
            continue
        if other.words and _REST.match(other.words[0].text):
            yield one, other.words[0]
        elif other.assignments and not other.words and any(_LIST.match(word.text) for word in one.words[-2:]):
            name, word = other.assignments[0]
            if _AMOUNT.match(name):
                yield one, word
