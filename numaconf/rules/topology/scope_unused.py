"""The scope pod with the topology manager policy none

What
    `topologyManagerScope` is `pod`, and `topologyManagerPolicy` is `none` or absent.

Why
    The policy `none` has no scope: nothing is aligned, neither by pod nor by container.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerScope: pod
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerScope: pod
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

RULE = BY_CODE["NC311"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Only `pod`; `container` is the default and says nothing."""
    if node.config.get("topologyManagerScope") != "pod" or options.topology_policy(node) != "none":
        return
    unknown = reservation.why_unknown(node, "topologyManagerPolicy")
    if unknown:
        yield RULE.not_checked(unknown)
    elif node.origin("topologyManagerScope").kind == "document":
        yield RULE.finding(
            "topologyManagerScope pod has no effect with topologyManagerPolicy none; "
            "set another policy, or leave it out",
            node.origin("topologyManagerScope"),
            related=related.value(node, ("topologyManagerPolicy",), "has no scope"),
        )
