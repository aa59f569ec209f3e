"""What the memory manager holds: the memory and hugepages of each NUMA node, what is taken of them and given back.

Each NUMA node counts its assignments, and belongs to a group: itself, or the NUMA nodes that memory was last taken from
together. A node of a larger group serves only that group; one that serves alone cannot join a group before all of its
assignments have ended.

Source: `pkg/kubelet/cm/memorymanager/policy_static.go`, 1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numaconf.kubelet.admission.layout import Layout
    from numaconf.kubelet.admission.pod import Container, Pod

UINT64 = (1 << 64) - 1
"""The kubelet reckons memory without a sign: what is less than nothing wraps around."""


class Table(NamedTuple):
    """Bytes of one kind of memory on one NUMA node. `allocatable` is what is not reserved for the system."""

    allocatable: int
    free: int
    reserved: int = 0


class NodeMemory(NamedTuple):
    """One NUMA node: how many assignments it has, the group that it belongs to, and its memory by resource."""

    assignments: int
    group: int
    tables: dict[str, Table]


Memory = dict[int, NodeMemory]
"""All NUMA nodes, by id."""


class Block(NamedTuple):
    """What a container was given: the NUMA nodes, the kind of memory, bytes."""

    mask: int
    resource: str
    size: int


Reuse = dict[tuple[int, str], int]
"""What init containers that have ended leave to the next of their pod: bytes by NUMA nodes and resource."""

NOTHING: Reuse = {}


def start(layout: Layout, reserved: Mapping[int, Mapping[str, int]]) -> Memory:
    """The memory of a node without pods. `reserved`: reservedMemory in bytes by NUMA node id and resource."""
    found = {}
    for node in layout.nodes:
        kept = reserved.get(node, {})
        pages = layout.hugepages[node]
        tables = {resource: _table(size, kept.get(resource, 0)) for resource, size in pages.items()}
        # Too much reserved wraps around: the kubelet reckons without a sign.
        left = (layout.memory[node] - kept.get("memory", 0) - sum(pages.values())) & UINT64
        found[node] = NodeMemory(0, 1 << node, {"memory": Table(left, left), **tables})
    return found


def _table(size: int, reserved: int) -> Table:
    left = (size - reserved) & UINT64
    return Table(left, left)


def taken(memory: Memory, block: Block) -> Memory:
    """The memory after some was taken: from the NUMA nodes in the order of their ids, as much as each has."""
    after = dict(memory)
    left = block.size
    for node in bits.members(block.mask):
        one = after[node]
        table = one.tables[block.resource]
        size = min(left, table.free)
        left -= size
        tables = one.tables
        if size:
            tables = {**tables, block.resource: Table(table.allocatable, table.free - size, table.reserved + size)}
        after[node] = NodeMemory(one.assignments + 1, block.mask, tables)
    return after


def given_back(memory: Memory, blocks: Iterable[Block]) -> Memory:
    """The memory after a container has ended."""
    after = dict(memory)
    for block in blocks:
        left = block.size
        for node in bits.members(block.mask):
            one = after[node]
            table = one.tables[block.resource]
            size = min(left, table.reserved)
            left -= size
            number = one.assignments - 1
            tables = one.tables
            if size:
                tables = {**tables, block.resource: Table(table.allocatable, table.free + size, table.reserved - size)}
            after[node] = NodeMemory(number, 1 << node if number == 0 else one.group, tables)
    return after


def reusable_after(reuse: Reuse, container: Container, blocks: tuple[Block, ...]) -> Reuse:
    """What is left to later containers of the pod once one has its memory."""
    after = dict(reuse)
    for block in blocks:
        key = block.mask, block.resource
        if container.regular_init:
            after[key] = max(after.get(key, 0), block.size)
        elif after.get(key):
            after[key] = max(0, after[key] - block.size)
    return after


def handed_on(
    earlier: dict[str, tuple[Block, ...]], pod: Pod, container: Container, blocks: tuple[Block, ...]
) -> dict[str, tuple[Block, ...]]:
    """What earlier containers of the pod hold once a container has taken over memory of its init containers."""
    after = dict(earlier)
    for block in blocks:
        left = block.size
        for other in pod.containers:
            if not other.init or other.name == container.name or left == 0:
                break
            if other.sidecar or other.name not in after:
                continue
            changed = []
            for one in after[other.name]:
                size = min(one.size, left) if (one.mask, one.resource) == (block.mask, block.resource) else 0
                left -= size
                changed.append(one._replace(size=one.size - size))
            after[other.name] = tuple(changed)
    return after
