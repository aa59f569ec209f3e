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


def cuts(commands: Sequence[Command]) -> Iterator[tuple[Command, Word]]:
    """Commands that end in the midst of a value, each with the word that the shell takes for the next one's name."""
    for one, other in pairwise(commands):
        if one.ended_by == ";" and other.words and _REST.match(other.words[0].text):
            yield one, other.words[0]
