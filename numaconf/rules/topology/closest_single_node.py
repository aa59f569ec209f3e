"""prefer-closest-numa-nodes with single-numa-node

What
    The option `prefer-closest-numa-nodes` is true, and `topologyManagerPolicy` is `single-numa-node`.

Why
    The option chooses between groups of several NUMA nodes by their distance. This policy admits one node only, and does
    not look at the option.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: single-numa-node
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {prefer-closest-numa-nodes: "true"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {prefer-closest-numa-nodes: "true"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/policy_single_numa_node.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC309"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The option is on and not looked at."""
    given = node.config.get("topologyManagerPolicyOptions")
    if options.on(given, options.CLOSEST) and options.topology_policy(node) == "single-numa-node":
        yield RULE.finding(
            "prefer-closest-numa-nodes has no effect with topologyManagerPolicy single-numa-node, where there is "
            "nothing to choose between; restricted and best-effort use it",
            node.origin("topologyManagerPolicyOptions", options.CLOSEST),
            key=True,
            related=related.value(node, ("topologyManagerPolicy",), "always takes one NUMA node"),
        )
