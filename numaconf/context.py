"""What is known about the node that a configuration is meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from numaconf.kubelet import version

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine


class Context(NamedTuple):
    """Known facts; None or () is unknown, and unknown stays unknown: nothing is assumed."""

    kubernetes: Version | None = None
    machines: tuple[Machine, ...] = ()
    karpenter: Version | None = None
    bottlerocket: Version | None = None

    def versions(self) -> tuple[Version, ...]:
        """The Kubernetes versions that are still possible."""
        return (self.kubernetes,) if self.kubernetes else version.ALL

    def over(self, other: Context) -> Context:
        """This context where it knows, else `other`."""
        if other == NOTHING:
            return self
        return Context(
            self.kubernetes or other.kubernetes,
            self.machines or other.machines,
            self.karpenter or other.karpenter,
            self.bottlerocket or other.bottlerocket,
        )


NOTHING = Context()
