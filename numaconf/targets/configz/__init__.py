"""Live configurations: what `kubectl get --raw /api/v1/nodes/NAME/proxy/configz` prints.

It is what is in force, every default filled in: nothing is merged, and what is absent is the zero value. With
reservedSystemCPUs the kubelet itself writes the size of the list into systemReserved.

Source: kubernetes `cmd/kubelet/app/server.go` (`initConfigz`), 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading

NAME = "configz"


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What comes into force of the documents."""
    from numaconf.targets.configz import reader

    return reader.read(sources, version, machine, context)
