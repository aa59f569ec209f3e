"""reservedSystemCPUs with CPUs that the machine does not have

What
    `reservedSystemCPUs` names a CPU that the machine does not have.

Why
    The kubelet compares with the CPUs that are online, whatever the CPU manager policy, and exits. With hyper-threading
    switched off half of the numbers are gone.

What the kubelet says
    failed to run Kubelet: reserved-cpus: 0,96 is not a subset of online-cpus: 0-95

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,96"
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,48"
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/server.go, getReservedCPUs
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC211"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """A subset is fine."""
    text = node.config.get("reservedSystemCPUs")
    try:
        listed = cpuset.parse(text or "")
    except cpuset.CpuSetError:
        return
    online = node.machine.cpus if node.machine else None
    if online is None:
        if listed - {0}:
            yield RULE.not_checked(reservation.no_machine(node, "CPUs"))
        return
    missing = listed - online
    if missing:
        yield RULE.finding(
            f"reservedSystemCPUs names {cpuset.text(missing)}, and {reservation.machine_name(node)} has the CPUs "
            f"{cpuset.text(online)}; name some of these",
            node.origin("reservedSystemCPUs"),
            says=f"failed to run Kubelet: reserved-cpus: {text} is not a subset of online-cpus: {cpuset.text(online)}",
        )
