"""The comment in a rendering that tells the linter what it was rendered for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.targets.target import Intent


def of(intent: Intent, **platforms: Version) -> str:
    """`numaconf: kubernetes=1.34 machine=c5n.18xlarge`, without the sign of a comment: the versions, and of machines of
    one shape the first that can be named in a word (a type or a description; not a snapshot, whose path is another's).
    """
    from numaconf.machine import synthetic

    words = [f"kubernetes={intent.kubernetes}", *(f"{name}={version}" for name, version in platforms.items())]
    for machine in intent.machines[:1]:
        name = machine.instance_type or (machine.name if synthetic.is_synthetic(machine.name or "") else "")
        if name:
            words.append(f"machine={name}")
    return f"numaconf: {' '.join(words)}"
