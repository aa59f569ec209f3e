"""What the order of running does to a script's variables: functions and loops run otherwise than they are written.

A first reading writes down who assigns what, and if that matters a second one knows it from the start:

    ARGS=""; setup() { ARGS="--x"; }; setup; bootstrap.sh $ARGS    # not "": a function assigns it
    for node in 0 1; do bootstrap.sh $ARGS; ARGS=$node; done       # not "": in a body, and assigned more than once
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

Opened = Literal["group", "loop", "function"]
"""What is open: `group` is all that runs where it is, if it runs."""

ANY = ""
"""In the place of a name: any variable (`read`, `source`)."""

DECLARING = frozenset("export declare typeset local readonly".split())
LOCAL = DECLARING - {"export", "readonly"}
"""Inside a function these assign what only it sees."""

_ANYTHING = frozenset("source . eval read unset mapfile readarray getopts let".split())
_ARITHMETIC = re.compile(r"\+\+|--|[^=!<>]=[^=]|\$\{\w+:?=")


class Assignments:
    """All assignments of a script, wherever they are."""

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()
        self.in_functions: set[str] = set()
        self.bodies = False  # whether there are loops or functions at all

    def add(self, name: str, *, function: bool, body: bool) -> None:
        """`body`: inside a loop or function. Names are ANY or a variable's."""
        # What a loop does once in the text it may do many times.
        self.times[name] += 2 if body else 1
        if function:
            self.in_functions.add(name)

    @property
    def matter(self) -> bool:
        """Whether there is anything that a reading from top to bottom gets wrong."""
        return self.bodies and (bool(self.in_functions) or any(count > 1 for count in self.times.values()))

    def hides(self, name: str, *, body: bool) -> bool:
        """Whether a variable may have another value than the one that was assigned last in the text."""
        if not self.in_functions.isdisjoint({name, ANY}):
            return True
        return body and (self.times[name] > 1 or self.times[ANY] > 0)


def assigns_anything(words: list[str]) -> bool:
    """Whether any variable may have any value after a command. `declare -n` gives a variable another name."""
    if words and words[0] in DECLARING:
        return any(re.fullmatch(r"-\w*n\w*", word) for word in words[1:])
    return bool(words) and (words[0] in _ANYTHING or words[:2] == ["printf", "-v"])


def assigns_otherwise(words: list[str]) -> bool:
    """Whether the options of a declaration make another value of what is assigned: `declare -i A=07` is 7."""
    return len(words) > 1 and any(re.fullmatch(r"-\w*[aAcilnu]\w*", word) for word in words[1:])


def assigned_by_arithmetic(text: str) -> list[str]:
    """The names in an expression or expansion that assigns: `((A++))`, `$((A = 1))`, `${A:=1}`."""
    return re.findall(r"[A-Za-z_]\w*", text) if _ARITHMETIC.search(text) else []
