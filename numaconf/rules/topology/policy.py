"""A topology manager policy that does not exist

What
    `topologyManagerPolicy` is not one of `none`, `best-effort`, `restricted`, `single-numa-node`. Case matters.

Why
    The kubelet refuses the configuration.

What the kubelet says
    invalid configuration: topologyManagerPolicy (--topology-manager-policy) "single-numa" must be one of: ["none" "best-effort" "restricted" "single-numa-node"]

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: single-numa
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: single-numa-node
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC301"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The name is looked up exactly."""
    policy = options.topology_policy(node)
    if policy in options.TOPOLOGY_POLICIES:
        return
    origin = node.origin("topologyManagerPolicy")
    meant = fixes.near(policy, options.TOPOLOGY_POLICIES)
    same = meant is not None and meant == policy.lower()
    yield RULE.finding(
        f"topologyManagerPolicy {fixes.shown(policy)} does not exist; "
        + (f"write {meant}" if meant else f"known: {', '.join(options.TOPOLOGY_POLICIES)}"),
        origin,
        says=f"invalid configuration: topologyManagerPolicy (--topology-manager-policy) {go.quote(policy)} must be one "
        f"of: {go.strings(options.TOPOLOGY_POLICIES)}",
        fix=fixes.replace(origin, meant, "safe" if same else "unsafe") if meant else None,
    )
