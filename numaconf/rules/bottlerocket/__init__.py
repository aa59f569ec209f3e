"""Bottlerocket's settings: what its model refuses, what it drops on the way, what its template makes of a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import value_at
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine


class Settings(NamedTuple):
    """Accepted settings, as the rules of this folder look at them.

    `stored`: the `settings` table as Bottlerocket keeps it. `origin`: where a route of it was written. `os`: the OS
    version, None where it is not known. `dropped`: routes below `settings.kubernetes` that the kubelet's configuration
    does not get, with the reason.
    """

    stored: dict[str, Any]
    origin: Callable[[Route], Origin]
    os: Version | None
    kubernetes: Version
    machine: Machine | None
    dropped: Mapping[Route, str]

    def get(self, *route: str) -> Any:
        """The value at a route, or None."""
        return value_at(self.stored, route)
