"""Karpenter on AWS: EC2NodeClass and NodePool, and what each AMI family makes of them.

Karpenter is a layer over three platforms (AL2023, AL2, Bottlerocket), so this package alone uses other platforms'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.rules.verdict import Platform
    from numaconf.targets.target import Intent, Reading, Rendering

NAME = "karpenter"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """The kubeReserved that Karpenter and the images take for granted."""
    from numaconf.targets.eks import formula as eks

    return eks.formula(machine, config)


def platform_defaults(version: Version) -> dict[str, Any]:
    """What every family's image puts in force by itself: the thresholds that Karpenter counts with."""
    from numaconf.targets.eks import formula as eks

    del version
    return {"evictionHard": dict(eks.EVICTION_HARD)}


def render(intent: Intent) -> Rendering:
    """`karpenter.yaml`: an EC2NodeClass and a NodePool."""
    from numaconf.targets.karpenter.renderer import render

    return render(intent)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What Karpenter makes of an EC2NodeClass and the NodePools that name it (or of NodePools alone)."""
    from numaconf.targets.karpenter.reader import read

    return read(sources, version, machine, context)


def possible(sources: Sequence[Source], context: Context) -> list[tuple[Platform, Context]]:
    """The versions of Karpenter between which the document is not treated alike, where its version is unknown."""
    from numaconf.targets.karpenter.reader import possible

    return possible(sources, context)


def said(sources: Sequence[Source]) -> Context:
    """What the objects say about their nodes: the instance types that the NodePools launch."""
    from numaconf.context import Context
    from numaconf.targets.karpenter import machines, nodeclass
    from numaconf.targets.karpenter.objects import look

    pools = [pool for _, pool in look(tuple(sources), nodeclass.OPEN).pools]
    return Context(machines=machines.machines(pools)) if pools else Context()
