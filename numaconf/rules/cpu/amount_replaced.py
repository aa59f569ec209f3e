"""An amount of CPU that reservedSystemCPUs replaces

What
    `kubeReserved` or `systemReserved` has an amount of `cpu` beside `reservedSystemCPUs`. Nothing is said about an amount
    of 0, or one that is the number of CPUs in the list: it changes nothing, and Karpenter counts with it.

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

from numaconf.kubelet import cpuset, quantity
from numaconf.rules import fixes, related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC213"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Amounts that the user wrote and that say something else; a platform's own are meant to be replaced."""
    try:
        listed = cpuset.parse(node.config.get("reservedSystemCPUs") or "")
    except cpuset.CpuSetError:
        return
    amounts = {field: text for field in ("kubeReserved", "systemReserved") if (text := node.get(field, "cpu"))}
    if not listed or _nano(amounts.values()) == len(listed) * quantity.NANO:
        return
    for field, text in amounts.items():
        origin = node.origin(field, "cpu")
        if origin.kind == "document":
            yield RULE.finding(
                f"{field} cpu {text} has no effect: reservedSystemCPUs replaces it, the node reserves {len(listed)} "
                f"CPU{'s' * (len(listed) > 1)}; leave it out",
                origin,
                says="Option --reserved-cpus is specified, it will overwrite the cpu setting in KubeReserved and "
                "SystemReserved",
                fix=fixes.remove(origin, "safe"),
                key=True,
                related=related.value(node, ("reservedSystemCPUs",), "replaces it"),
            )


def _nano(amounts: Iterable[str]) -> int | None:
    try:
        return sum(quantity.parse(text).nano for text in amounts)
    except quantity.QuantityError:
        return None
