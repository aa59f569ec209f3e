"""reservedMemory for a NUMA node that the machine does not have

What
    With `memoryManagerPolicy: Static` an entry of `reservedMemory` names a `numaNode` that is not a NUMA node of the
    machine. Nodes count from 0; an entry without `numaNode` is for node 0.

Why
    The kubelet compares with the NUMA nodes that cAdvisor finds, and exits. A configuration that was written for a machine
    with two NUMA nodes stops every machine with one.

What the kubelet says
    failed to run Kubelet: the reserved memory configuration references a NUMA node 2 that does not exist on this machine

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 924Mi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 512Mi}}
      - {numaNode: 2, limits: {memory: 512Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 924Mi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 512Mi}}
      - {numaNode: 1, limits: {memory: 512Mi}}
    ```

Versions
    All. Up to 1.31 not with the feature gate MemoryManager switched off.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/memory_manager.go, getTotalMemoryTypeReserved
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC104"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Each id that the machine lacks, once."""
    if options.memory_policy(node) != "Static":
        return
    ids = node.machine.node_ids if node.machine else None
    seen: set[int] = set()
    for index, entry in enumerate(node.config.get("reservedMemory") or ()):
        number = entry.get("numaNode") or 0
        if number in seen or (number == 0 and ids is None):
            continue
        seen.add(number)
        if number < 0 or (ids is not None and number not in ids):
            has = "" if ids is None else f"; {reservation.machine_name(node)} has {_listed(ids)}"
            yield RULE.finding(
                f"reservedMemory names NUMA node {number}, which does not exist{has}; name one that does",
                node.origin("reservedMemory", index, "numaNode"),
                says="failed to run Kubelet: the reserved memory configuration references a NUMA node "
                f"{number} that does not exist on this machine",
            )
        elif ids is None:
            yield RULE.not_checked(reservation.no_machine(node, "NUMA nodes"))
            return


def _listed(ids: tuple[int, ...]) -> str:
    if len(ids) == 1:
        return f"only node {ids[0]}"
    return (
        f"nodes {ids[0]} to {ids[-1]}"
        if ids == tuple(range(ids[0], ids[-1] + 1))
        else f"nodes {', '.join(map(str, ids))}"
    )
