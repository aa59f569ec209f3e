"""A setting that does not reach the kubelet

What
    The settings model is the same for all Kubernetes versions of an OS release, the template of the kubelet's
    configuration is not: this setting is accepted, and the template of this Kubernetes version leaves it out.

Why
    The kubelet starts without it, and nothing reports it. CPU manager options other than `full-pcpus-only` are written
    from 1.32 (`strict-cpu-reservation`) and 1.34 (all) on; topology manager options only up to 1.35; `ids-per-pod` is
    written where no kubelet looks.

Bad
    ```toml
    # numaconf: kubernetes=1.36 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    topology-manager-policy = "restricted"

    [settings.kubernetes.topology-manager-policy-options]
    prefer-closest-numa-nodes = true
    ```

Good
    ```toml
    # numaconf: kubernetes=1.35 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    topology-manager-policy = "restricted"

    [settings.kubernetes.topology-manager-policy-options]
    prefer-closest-numa-nodes = true
    ```

Versions
    By setting; the message says which Kubernetes versions write it.

Source
    bottlerocket-core-kit, `packages/kubernetes-1.NN/kubelet-config`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC706"]


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Everything that was dropped, but for what has a rule of its own."""
    for route, reason in settings.dropped.items():
        if route[0] not in {"memory-manager-policy", "memory-manager-reserved-memory"}:
            on_key = not isinstance(route[-1], int)
            yield RULE.finding(
                f"no effect: {reason}; leave it out", settings.origin(("kubernetes", *route)), key=on_key
            )
