"""What is known about the node that a configuration is meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import version
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine


class Context(NamedTuple):
    """Known facts; None or () is unknown, and unknown stays unknown: nothing is assumed.

    `platforms`: the versions of platforms that have their own, by the platform's name.
    """

    kubernetes: Version | None = None
    machines: tuple[Machine, ...] = ()
    platforms: tuple[tuple[str, Version], ...] = ()

    def versions(self) -> tuple[Version, ...]:
        """The Kubernetes versions that are still possible."""
        return (self.kubernetes,) if self.kubernetes else version.ALL

    def version_of(self, platform: str) -> Version | None:
        """A platform's own version."""
        for name, known in self.platforms:
            if name == platform:
                return known
        return None

    def with_version(self, platform: str, known: Version) -> Context:
        """The same, with a platform's version."""
        return self._replace(platforms=tuple((dict(self.platforms) | {platform: known}).items()))

    def over(self, other: Context) -> Context:
        """This context where it knows, else `other`."""
        if other == NOTHING:
            return self
        platforms = tuple((dict(other.platforms) | dict(self.platforms)).items()) if other.platforms else self.platforms
        return Context(self.kubernetes or other.kubernetes, self.machines or other.machines, platforms)


NOTHING = Context()
