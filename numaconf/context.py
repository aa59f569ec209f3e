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

    `platforms`: the versions of platforms that have their own, by the platform's name. `older`: a document names a
    Kubernetes version before the first that is known, and nothing stronger names another (what is wrong with that,
    else "").
    """

    kubernetes: Version | None = None
    machines: tuple[Machine, ...] = ()
    platforms: tuple[tuple[str, Version], ...] = ()
    older: str = ""

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

    def stand_ins(self, platform: str) -> tuple[str, ...]:
        """Which versions stand in for newer ones that are not known, in words: Kubernetes', and the platform's own."""
        if not self.platforms and (self.kubernetes is None or not self.kubernetes.newer):
            return ()
        said = version.stands_in(self.kubernetes), version.stands_in(self.version_of(platform), platform.capitalize())
        return tuple(filter(None, said))

    def over(self, other: Context) -> Context:
        """This context where it knows, else `other`."""
        if other == NOTHING:
            return self
        platforms = tuple((dict(other.platforms) | dict(self.platforms)).items()) if other.platforms else self.platforms
        machines = self.machines or other.machines
        if self.kubernetes or self.older:
            return Context(self.kubernetes, machines, platforms, self.older)
        return Context(other.kubernetes, machines, platforms, other.older)


NOTHING = Context()


def named(text: object) -> Context:
    """What a document says that names a Kubernetes version, with or without a build after `+`: nothing where it names
    none, such as a channel's name, or 1.3, which is what YAML makes of 1.30 without quotes.
    """
    if text is None or (not isinstance(text, str) and len(str(text)) < len("1.30")):
        return NOTHING
    try:
        return Context(version.kubernetes(str(text).partition("+")[0]))
    except version.TooOld as error:
        return Context(older=str(error))
    except ValueError:
        return NOTHING
