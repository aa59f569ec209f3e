"""Topology manager policy options with their feature gate off

What
    `topologyManagerPolicyOptions` is set, even to `{}`, and the feature gate TopologyManagerPolicyOptions is off: it is off
    by default in 1.27, and can be switched off up to 1.35.

Why
    The kubelet exits before it builds the topology manager, with the policy `none` too.

What the kubelet says
    failed to run Kubelet: topology manager policy options map[prefer-closest-numa-nodes:true] require feature gates "TopologyManagerPolicyOptions" enabled

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates: {TopologyManagerPolicyOptions: false}
    topologyManagerPolicy: restricted
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
    1.27, where the gate is off by default, to 1.35; locked from 1.36 on.

Source
    kubernetes, cmd/kubelet/app/server.go, run
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC306"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for the whole map."""
    given = node.config.get("topologyManagerPolicyOptions")
    if given is not None and not options.options_on(node, options.TOPOLOGY_MANAGER):
        unknown = options.gate_unknown(node, "TopologyManagerPolicyOptions")
        if unknown:
            yield RULE.not_checked(unknown)
            return
        yield RULE.finding(
            "topologyManagerPolicyOptions needs featureGates TopologyManagerPolicyOptions: true",
            node.origin("topologyManagerPolicyOptions"),
            says=f"failed to run Kubelet: topology manager policy options {go.mapping(given)} require feature gates "
            '"TopologyManagerPolicyOptions" enabled',
            key=True,
        )
