"""Which documents are GKE's: its two root keys, and nothing else."""

from __future__ import annotations

from typing import Any

ROOT = frozenset({"kubeletConfig", "linuxConfig"})


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header is a node system configuration."""
    return bool(value) and value.keys() <= ROOT and all(isinstance(one, dict) for one in value.values())
