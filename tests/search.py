"""How many cases random tests draw: in `make test` some, so that it ends soon; in `make search` all.

Where a test draws from a seed of its own, the cases of `make test` are the first ones of `make search`, and the test is
marked `random`.
"""

import os

ALL = os.environ.get("HYPOTHESIS_PROFILE") == "search"


def cases(number: int) -> int:
    """So many of `number` cases."""
    return number if ALL else -(-number * 2 // 5)
