"""Which files are in a drop-in folder of a kubelet (`--config-dir`); apart from `dropin`, which lint seldom needs."""

from __future__ import annotations

import os


def is_dropin(path: str) -> bool:
    """Whether a path is in a drop-in folder (`*.d`), or in a folder of one, into which the kubelet looks, too."""
    folder, name = os.path.split(os.path.abspath(path))
    return folder.endswith(".d") or (name.endswith(".conf") and os.path.dirname(folder).endswith(".d"))
