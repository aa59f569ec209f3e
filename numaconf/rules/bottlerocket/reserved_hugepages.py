"""Hugepages among the reserved memory

What
    `memory-manager-reserved-memory` takes `hugepages-2Mi` and `hugepages-1Gi`. From Bottlerocket 1.55.0 on they are
    accepted and dropped; before, they reached the kubelet, which does not start with them.

Why
    Hugepages can never be reserved: nothing else in the kubelet's configuration can hold the other side of the sum. To
    allocate them, use `settings.kernel.hugepages.static`.

What the kubelet says
    the total amount "10Mi" of type "hugepages-2Mi" is not equal to the value "0" determined by Node Allocatable feature

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kubernetes]
    memory-manager-policy = "Static"

    [settings.kubernetes.kube-reserved]
    memory = "2Gi"

    [settings.kubernetes.memory-manager-reserved-memory.0]
    enabled = true
    memory = "2148Mi"
    hugepages-2Mi = "10Mi"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kubernetes]
    memory-manager-policy = "Static"

    [settings.kubernetes.kube-reserved]
    memory = "2Gi"

    [settings.kubernetes.memory-manager-reserved-memory.0]
    enabled = true
    memory = "2148Mi"

    [settings.kernel.hugepages.static]
    "2Mi" = { count = "0:5" }
    ```

Versions
    Dropped from 1.55.0 on. Before, the kubelet's own rules speak.

Source
    bottlerocket-core-kit pull request 821, bottlerocket issue 4754
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC709"]


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Hugepages among what was dropped. Where the version is unknown, older ones are worse than this finding."""
    for route, reason in settings.dropped.items():
        if route[0] == "memory-manager-reserved-memory":
            origin = settings.origin(("kubernetes", *route))
            older = "" if settings.os else ", and with older ones the kubelet does not start"
            yield RULE.finding(f"no effect: {reason}{older}; leave it out", origin, key=True, fix=fixes.remove(origin))
