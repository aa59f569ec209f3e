"""A topology manager scope that does not exist

What
    `topologyManagerScope` is neither `container` nor `pod`. Case matters.

Why
    The kubelet refuses the configuration, with the policy `none` too.

What the kubelet says
    invalid configuration: topologyManagerScope (--topology-manager-scope) "Pod" must be one of: "container", or "pod"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerScope: Pod
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    topologyManagerScope: pod
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC302"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The name is looked up exactly."""
    scope = node.config.get("topologyManagerScope", "container")
    if scope in options.TOPOLOGY_SCOPES:
        return
    origin = node.origin("topologyManagerScope")
    meant = fixes.near(scope, options.TOPOLOGY_SCOPES)
    same = meant is not None and meant == scope.lower()
    yield RULE.finding(
        f"topologyManagerScope {fixes.shown(scope)} does not exist; write {meant or 'container or pod'}",
        origin,
        says=f"invalid configuration: topologyManagerScope (--topology-manager-scope) {go.quote(scope)} must be one "
        'of: "container", or "pod"',
        fix=fixes.replace(origin, meant, "safe" if same else "unsafe") if meant else None,
    )
