"""Which documents are live configurations."""

from __future__ import annotations

from typing import Any


def claims(path: str, value: dict[str, Any]) -> bool:  # noqa: ARG001  the protocol's
    """Whether an object is what `/configz` prints."""
    if "kubeletconfig" not in value:
        return False
    from numaconf.targets.configz.reader import is_dump

    return is_dump(value)
