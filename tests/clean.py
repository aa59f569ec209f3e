"""What a run of the tests leaves lying about in the repository."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathlib


def untracked(tree: pathlib.Path) -> frozenset[str]:
    """The files of a repository that git neither knows nor ignores; none where git cannot be asked."""
    words = ["git", "-C", str(tree), "ls-files", "--others", "--exclude-standard", "-z"]
    try:
        run = subprocess.run(words, capture_output=True, check=False)
    except OSError:
        return frozenset()
    return frozenset(filter(None, run.stdout.decode(errors="replace").split("\0")))
