"""prefer-closest-numa-nodes on a machine whose NUMA node ids have gaps

What
    The option `prefer-closest-numa-nodes` is true, `topologyManagerPolicy` is `best-effort` or `restricted`, and the
    ids of the machine's NUMA nodes are not 0, 1, 2 and so on (POWER machines have 0 and 8, some firmware 0 and 2).

Why
    The kubelet starts, and panics while it admits the first pod that it aligns: it takes the id for an index into the
    list of distances. It is restarted, meets the pod again, and panics again: the node never stays ready.

What the kubelet says
    panic: runtime error: index out of range [2] with length 2

Bad
    ```yaml
    topologyManagerPolicy: restricted
    topologyManagerPolicyOptions: {prefer-closest-numa-nodes: "true"}
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```
    on a machine with the NUMA nodes 0 and 2.

Good
    ```yaml
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All; seen on 1.32, 1.34 and 1.37.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/numa_info.go, `NUMADistances.CalculateAverageFor`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC314"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The ids are not indexes."""
    ids = node.machine.node_ids if node.machine else None
    if ids is None or ids == tuple(range(len(ids))):
        return
    given = node.config.get("topologyManagerPolicyOptions")
    if options.on(given, options.CLOSEST) and options.topology_policy(node) in {"best-effort", "restricted"}:
        wrong = next(number for number in ids if number >= len(ids))
        yield RULE.finding(
            f"{reservation.machine_name(node)} has the NUMA nodes {', '.join(map(str, ids))}: with "
            "prefer-closest-numa-nodes the kubelet starts, and panics at the first pod that it aligns, again and "
            "again; take the option out",
            node.origin("topologyManagerPolicyOptions", options.CLOSEST),
            key=True,
            says=f"panic: runtime error: index out of range [{wrong}] with length {len(ids)}",
        )
