"""The values that flow through `init`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

LATENCY, THROUGHPUT, GPU, OBSERVE = "latency", "throughput", "gpu", "observe"
PURPOSES = {
    LATENCY: "every pod on one NUMA node with its memory, or rejected (packet processing, trading, VMs)",
    THROUGHPUT: "as few NUMA nodes as possible, also for pods larger than one (databases, HPC)",
    GPU: "CPUs beside the GPUs; pods may take all GPUs of several NUMA nodes (training, inference)",
    OBSERVE: "aligned where possible, nothing is rejected (a first look, mixed workloads)",
}
"""What a node is for, in words."""

SPREAD, PACKED = "spread", "packed"


class Wish(NamedTuple):
    """What the user wants. `machine_words` is how the profile names the machine: a key of `spec.machine` and its value.

    `reserve`: reserved CPUs on every NUMA node, or on as few as possible. `away`: not where GPUs and network cards are.
    `base`: kubelet fields to start from, of `base_of`. `scope`: the topology manager's. `assumed`: which
    of `machine` and `kubernetes` nobody named.
    """

    purpose: str | None
    machine: Machine
    machine_words: tuple[tuple[str, Any], ...]
    kubernetes: Version
    targets: tuple[str, ...]
    name: str
    reserve: str = SPREAD
    away: bool = False
    base: tuple[tuple[str, Any], ...] = ()
    base_of: str = ""
    scope: str = "pod"
    assumed: tuple[str, ...] = ()


class Choice(NamedTuple):
    """A kubelet field with its value, and why; a value of None is a field that is left out on purpose."""

    field: str
    value: Any
    why: str


class Draft(NamedTuple):
    """A profile: the choices for `spec.kubelet`, and what else there is to say about it, a sentence each.

    `table`: lines for the head that are as they are.
    """

    wish: Wish
    choices: tuple[Choice, ...]
    notes: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
