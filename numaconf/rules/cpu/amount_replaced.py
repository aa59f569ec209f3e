"""An amount of CPU that reservedSystemCPUs replaces

What
    `kubeReserved` or `systemReserved` has an amount of `cpu` beside `reservedSystemCPUs`.

Why
    The kubelet takes the number of listed CPUs as systemReserved, removes the amount from kubeReserved, and reads neither:
    what node allocatable subtracts is the number of CPUs in the list.

What the kubelet says
    Option --reserved-cpus is specified, it will overwrite the cpu setting in KubeReserved and SystemReserved

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,48"
    kubeReserved: {cpu: "4", memory: 1Gi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,48"
    kubeReserved: {memory: 1Gi}
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/server.go, run
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC213"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Amounts that the user wrote; a platform's own are meant to be replaced."""
    try:
        listed = cpuset.parse(node.config.get("reservedSystemCPUs") or "")
    except cpuset.CpuSetError:
        return
    for field in ("kubeReserved", "systemReserved") if listed else ():
        text, origin = node.get(field, "cpu"), node.origin(field, "cpu")
        if text is not None and origin.kind == "document" and text != str(len(listed)):
            yield RULE.finding(
                f"{field} cpu {text} has no effect: reservedSystemCPUs replaces it, the node reserves {len(listed)} "
                f"CPU{'s' * (len(listed) > 1)}",
                origin,
                says="Option --reserved-cpus is specified, it will overwrite the cpu setting in KubeReserved and "
                "SystemReserved",
                fix=fixes.remove(origin, "safe"),
                key=True,
            )
