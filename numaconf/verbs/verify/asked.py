"""What a profile or a configuration of any kind asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.verbs.nodes import nodes_of
from numaconf.verbs.verify.model import Asked

if TYPE_CHECKING:
    from numaconf.context import Context


def asked(path: str, data: bytes, context: Context, fallback: Context, kind: str | None, target: str | None) -> Asked:
    """What a file asks for. Raises Problem for a file that nothing comes out of, CannotDo for a missing version."""
    found = nodes_of(path, data, context, fallback, kind, target, first=True)[-1]
    return Asked(path, found.node, found.node.machine, found.hugepages, found.newer)
