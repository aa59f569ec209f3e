"""Versions: Kubernetes minors that numaconf knows, and the dotted versions of platforms."""

from __future__ import annotations

import re
from typing import NamedTuple

FIRST, LAST = 27, 37
"""The Kubernetes minors known here, 1.27 to 1.37 (1.27 to 1.30 from their source only, later ones also executed)."""


class Version(NamedTuple):
    """A dotted version. For Kubernetes `major` is 1; `patch` is -1 when only the minor was given."""

    major: int
    minor: int
    patch: int = -1

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" + ("" if self.patch < 0 else f".{self.patch}")


def kubernetes(text: str) -> Version:
    """Read `1.34`, `v1.34` or `1.34.2`. Raises ValueError with the supported range in the message."""
    match = re.fullmatch(r"v?1\.(\d{1,3})(?:\.(\d{1,4}))?", text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a Kubernetes version; write for example 1.34 or 1.34.2")
    minor = int(match[1])
    if not FIRST <= minor <= LAST:
        raise ValueError(f"Kubernetes {text.strip()} is not supported; numaconf knows 1.{FIRST} to 1.{LAST}")
    return Version(1, minor, int(match[2]) if match[2] else -1)


def dotted(text: str, what: str) -> Version:
    """Read a platform version such as `1.15.0` (`what` names it in the error). Raises ValueError."""
    match = re.fullmatch(r"v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})", text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a {what} version; write for example 1.15.0")
    return Version(int(match[1]), int(match[2]), int(match[3]))


ALL = tuple(Version(1, minor) for minor in range(FIRST, LAST + 1))
"""Every supported minor, oldest first."""
