"""Topology manager policy options with the policy none

What
    `topologyManagerPolicyOptions` names options, and `topologyManagerPolicy` is `none` or absent.

Why
    The options are not even read: a name that does not exist passes too.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
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
    kubernetes, pkg/kubelet/cm/topologymanager/topology_manager.go, NewManager
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC308"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for the whole map."""
    given = node.config.get("topologyManagerPolicyOptions")
    if not given or options.topology_policy(node) != "none" or not options.options_on(node, options.TOPOLOGY_MANAGER):
        return
    unknown = reservation.why_unknown(node, "topologyManagerPolicy")
    if unknown:
        yield RULE.not_checked(unknown)
        return
    yield RULE.finding(
        f"topologyManagerPolicyOptions ({', '.join(given)}) has no effect with topologyManagerPolicy "
        "none; set another policy, or leave it out",
        node.origin("topologyManagerPolicyOptions"),
        key=True,
        related=related.value(node, ("topologyManagerPolicy",), "takes no options"),
    )
