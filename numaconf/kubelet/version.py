"""Versions: Kubernetes minors that numaconf knows, and the dotted versions of platforms."""

from __future__ import annotations

import re

from numaconf.named import NamedTuple

FIRST, LAST = 27, 38
"""The Kubernetes minors known here. 1.27 to 1.30 are known from their source only, later ones were also run; 1.38 is
v1.38.0-beta.0."""


class Version(NamedTuple):
    """A dotted version. For Kubernetes `major` is 1; `patch` is -1 when only the minor was given. `newer`: the version
    that was asked for, where it is newer than the last known one, which stands in for it; else "".
    """

    major: int
    minor: int
    patch: int = -1
    newer: str = ""

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" + ("" if self.patch < 0 else f".{self.patch}")


class TooOld(ValueError):
    """A Kubernetes version before the first that is known."""


def kubernetes(text: str) -> Version:
    """Read `1.34`, `v1.34` or `1.34.2`. A minor newer than the last known one is that one, with `newer`.

    Raises TooOld, with the supported range in the message, and ValueError for what is not a version.
    """
    match = re.fullmatch(r"(?a)v?1\.(\d{1,3})(?:\.(\d{1,4}))?", text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a Kubernetes version; write for example 1.34 or 1.34.2")
    minor = int(match[1])
    if minor > LAST:
        return Version(1, LAST, newer=f"1.{minor}")
    if minor < FIRST:
        raise TooOld(f"Kubernetes {text.strip()} is not supported; numaconf knows 1.{FIRST} to 1.{LAST}")
    return Version(1, minor, int(match[2]) if match[2] else -1)


def stands_in(version: Version | None, what: str = "Kubernetes") -> str:
    """That a version stands in for one that is not known yet; empty where it does not."""
    if version is None or not version.newer:
        return ""
    return f"{what} {version.newer} is newer than what numaconf knows, so it is judged as {version}"


def dotted(text: str, what: str, newest: tuple[int, int, int] | None = None) -> Version:
    """Read a platform version such as `1.15.0` (`what` names it in the error). A minor newer than that of the newest
    known one is that one, with `newer`. Raises ValueError.
    """
    match = re.fullmatch(r"(?a)v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})", text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a {what} version; write for example 1.15.0")
    found = Version(int(match[1]), int(match[2]), int(match[3]))
    if newest and found[:2] > newest[:2]:
        return Version(*newest, newer=str(found))
    return found


ALL = tuple(Version(1, minor) for minor in range(FIRST, LAST + 1))
"""Every supported minor, oldest first."""
