"""A topology manager policy option with a value that the kubelet refuses

What
    `prefer-closest-numa-nodes` is not one of `1 t T TRUE true True 0 f F FALSE false False`, or `max-allowable-numa-nodes`
    is not a decimal number of at least 8.

Why
    The kubelet exits while it builds the topology manager.

What the kubelet says
    failed to run Kubelet: the minimum value of "max-allowable-numa-nodes" should not be less than 8

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {max-allowable-numa-nodes: "4"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    topologyManagerPolicy: restricted
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/topologymanager/policy_options.go, NewPolicyOptions
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC305"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value that the kubelet refuses."""
    for problem in options.problems(node, options.TOPOLOGY_MANAGER):
        if problem.kind == "value":
            value = node.get("topologyManagerPolicyOptions", problem.name)
            yield RULE.finding(
                f"the value {value!r} of the topology manager policy option {problem.name} is refused; "
                f"write {fixes.one_option(value, _hint(problem.name))}",
                node.origin("topologyManagerPolicyOptions", problem.name),
                says=f"failed to run Kubelet: {problem.text}",
            )


def _hint(name: str) -> str:
    return f'a number from "{options.NUMA_NODES}" on' if options.TOPOLOGY[name].number else '"true" or "false"'
