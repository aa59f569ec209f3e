"""What a managed service can carry of a configuration, field by field, where nothing is written for it.

A file that silently leaves out reservations would be a node that runs otherwise than the one it comes from.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from numaconf.errors import Problem
from numaconf.targets.registry import BY_NAME, hook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.platform import Carries
    from numaconf.targets.target import Reading


def refusal(path: str, to: str, config: dict[str, Any], reading: Reading) -> Problem:
    """The answer to who wants a file of the service: what it has no field for, and what is left."""
    carries = cast("Carries", hook(BY_NAME[to].carries))
    lost = [*_lost(to, config, carries.fields), *_beside(carries, reading)]
    left = [f"{name}: {json.dumps(config[field])}" for field, name in carries.fields.items() if field in config]
    says = f"{to.upper()} cannot carry\n  " + "\n  ".join(lost) if lost else f"nothing is written for {to.upper()}"
    remedy = "what is left:\n    " + "\n    ".join(left) if left else "nothing is left of it"
    return Problem(says, place=path, remedy=remedy)


def _lost(to: str, config: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    why = "the service works it out by itself"
    reserved = ("kubeReserved", "systemReserved", "reservedMemory", "reservedSystemCPUs", "evictionHard")
    for field in config:
        if field not in names:
            yield f"kubelet.{field}: " + (why if field in reserved else f"{to.upper()} has no field for it")


def _beside(carries: Carries, reading: Reading) -> Iterator[str]:
    if reading.labels:
        yield f"node.labels: {carries.labels}"
    if reading.taints:
        yield f"node.taints: {carries.taints}"
    if reading.hugepages:
        yield f"hugepages: {carries.hugepages}"
