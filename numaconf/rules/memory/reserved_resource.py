"""A resource that cannot be reserved

What
    A key of `kubeReserved` or `systemReserved` is not one of `cpu`, `memory`, `ephemeral-storage`, `pid`. Case matters.

Why
    The configuration's own validation does not look at the keys; the kubelet exits while it reads the amounts.
    Hugepages cannot be reserved here.

What the kubelet says
    failed to run Kubelet: --kube-reserved value failed to parse: cannot reserve "hugepages-2Mi" resource

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubeReserved: {memory: 1Gi, hugepages-2Mi: 1Gi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kubeReserved: {memory: 1Gi, ephemeral-storage: 1Gi}
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/server.go, parseResourceList
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, reservation
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC121"]


FLAGS = {"kubeReserved": "--kube-reserved", "systemReserved": "--system-reserved"}


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every key that the kubelet does not know."""
    for field, flag in FLAGS.items():
        for key in node.config.get(field) or ():
            if key in reservation.RESOURCES:
                continue
            meant = fixes.near(key, reservation.RESOURCES)
            yield RULE.finding(
                f"{field} cannot reserve {key}"
                + (
                    f"; did you mean {meant}?"
                    if meant
                    else f"; write one of {', '.join(reservation.RESOURCES)}, or leave it out"
                ),
                node.origin(field, key),
                says=f"failed to run Kubelet: {flag} value failed to parse: cannot reserve {go.quote(key)} resource",
                fix=fixes.rename(node, (field, key), meant),
                key=True,
            )
