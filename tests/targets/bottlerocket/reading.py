"""Reading a TOML text in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.context import Context
from numaconf.documents import toml
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.targets import bottlerocket

if TYPE_CHECKING:
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Reading


def read(text: str, kubernetes: str = "1.34", os: str = "1.66.0", machine: Machine | None = None) -> Reading:
    """What Bottlerocket makes of a text; `os` "" is an unknown version."""
    context = Context(platforms=(("bottlerocket", version.dotted(os, "Bottlerocket") if os else None),))
    return bottlerocket.read([Source("a.toml", toml.read(text))], version.kubernetes(kubernetes), machine, context)


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]
