"""The static CPU policy with a fraction of a CPU reserved

What
    With `cpuManagerPolicy: static` the `cpu` amounts of `kubeReserved` and `systemReserved` add up to no whole number.

Why
    The static policy keeps back whole CPUs and rounds up; the scheduler subtracts the amount as it is. With 500m reserved it
    offers half a CPU that no pod can get exclusively: pods are placed on the node that the kubelet must reject.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: 500m}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "1"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/cpu_manager.go, NewManager
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, quantity, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC216"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Only of what the user wrote; a platform's formula gives fractions as a rule."""
    if options.cpu_policy(node) != "static":
        return
    kept = reservation.cpu(node)
    if kept.amount is None or kept.whole is None or kept.amount.nano % quantity.NANO == 0:
        return
    written = [part for part in kept.parts if part.origin.kind == "document"]
    if written:
        yield RULE.finding(
            f"{kept.amount} CPU is reserved ({kept}): the static policy keeps {kept.whole} back, the scheduler "
            f"subtracts {kept.amount}; reserve a whole number",
            written[0].origin,
            related=related.terms(written),
        )
