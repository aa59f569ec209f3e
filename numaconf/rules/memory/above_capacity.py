"""More reserved than the machine has

What
    kubeReserved, systemReserved and, for memory, the hard eviction threshold add up to more than the machine's memory or
    CPUs.

Why
    The kubelet builds everything, then compares reservations with the capacity while it starts the container manager, and
    exits.

What the kubelet says
    invalid Node Allocatable configuration. Resource "memory" has a reservation of {{214853222400 0} {<nil>}  BinarySI} but capacity of {{206158430208 0} {<nil>}  BinarySI}. Expected capacity >= reservation.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    kubeReserved: {memory: 200Gi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    kubeReserved: {memory: 20Gi}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/node_container_manager_linux.go, validateNodeAllocatable
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, quantity, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.reservation import Part

RULE = BY_CODE["NC115"]


NODE = (1 << 30, 1000)
"""Memory (bytes) and milli-CPU that every node has; only larger reservations make an unknown machine worth a word."""


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Memory, then CPU."""
    machine = node.machine
    kept = reservation.memory(node)
    if kept.amount is not None:
        capacity = machine.memory_capacity if machine else None
        if capacity is None:
            if kept.amount.bytes > NODE[0] and (machine is None or not _fits(node, kept.amount.bytes)):
                yield RULE.not_checked(reservation.no_machine(node, "memory capacity"))
        elif kept.amount.nano > capacity * quantity.NANO:
            reserved, has = quantity.alike(kept.amount.bytes, capacity)
            yield RULE.finding(
                f"the node reserves {reserved} of memory ({kept}), and {reservation.machine_name(node)} has {has}: "
                "reserve less",
                kept.parts[0].origin,
                says='invalid Node Allocatable configuration. Resource "memory" has a reservation of',
                related=related.terms(kept.parts),
            )
    cpu = reservation.cpu(node)
    if machine and kept.unknown and _above(kept.parts, machine.memory_capacity):
        yield RULE.not_checked(kept.unknown)
    if machine and cpu.unknown and _above(cpu.parts, machine.cpu_count):
        yield RULE.not_checked(cpu.unknown)
    if cpu.amount is None or cpu.cpus is not None:
        return  # a list of CPUs is compared with the machine by a rule of its own
    count = machine.cpu_count if machine else None
    if count is None:
        if cpu.amount.milli > NODE[1]:
            yield RULE.not_checked(reservation.no_machine(node, "number of CPUs"))
    elif cpu.amount.nano > count * quantity.NANO and (
        options.cpu_policy(node) != "static" or (cpu.whole or 0) <= count
    ):
        yield RULE.finding(
            f"the node reserves {cpu.amount} CPUs ({cpu}), and {reservation.machine_name(node)} has {count}: "
            "reserve less",
            cpu.parts[0].origin,
            says='invalid Node Allocatable configuration. Resource "cpu" has a reservation of',
            related=related.terms(cpu.parts),
        )


def _above(parts: Iterable[Part], capacity: int | None) -> bool:
    """Whether the parts that are known are more than there is."""
    return capacity is not None and sum(part.amount.nano for part in parts) > capacity * quantity.NANO


def _fits(node: EffectiveConfig, amount: int) -> bool:
    """Whether an amount fits surely: the nodes' memory, less a tenth for what they and MemTotal may differ by."""
    sizes = [numa.memory for numa in (node.machine.nodes or ())] if node.machine else []
    known = sum(size for size in sizes if size is not None) if sizes and None not in sizes else 0
    nominal = ((node.machine.memory_mib or 0) << 20) if node.machine else 0
    return amount < max(known, nominal) * 9 // 10
