"""maxPodsExpression changes the reservation under the Static memory manager

What
    `spec.kubelet.maxPodsExpression` changes not only maxPods: nodeadm computes `kubeReserved.memory` as 11 MiB for
    each pod plus 255 MiB from its result. With `memoryManagerPolicy: Static` the sum of `reservedMemory` must
    follow, to the byte.

Why
    A change of the expression, of the instance type, or of what EKS makes of the expression then stops the kubelet.
    Writing `kubeReserved.memory` down ends the dependence.

What the kubelet says
    failed to run Kubelet: the total amount "2905Mi" of type "memory" is not equal to the value "3105Mi" determined by Node Allocatable feature

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        maxPodsExpression: "max_pods < 250 ? max_pods : 250"
        config:
          memoryManagerPolicy: Static
          reservedMemory:
            - {numaNode: 0, limits: {memory: 1553Mi}}
            - {numaNode: 1, limits: {memory: 1552Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        maxPodsExpression: "max_pods < 250 ? max_pods : 250"
        config:
          memoryManagerPolicy: Static
          kubeReserved: {memory: 3005Mi}
          reservedMemory:
            - {numaNode: 0, limits: {memory: 1553Mi}}
            - {numaNode: 1, limits: {memory: 1552Mi}}
    ```

Versions
    AL2023 images since v20251007.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/kubelet/config.go; issue 2580
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC509"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Static, an expression, and an amount of kubeReserved.memory that follows from it."""
    expression = node.facts.max_pods_expression
    if expression and node.facts.computed_memory and options.memory_policy(node) == "Static":
        yield RULE.finding(
            "nodeadm computes kubeReserved.memory from the result of maxPodsExpression, and reservedMemory must follow "
            "it to the byte: write kubeReserved.memory down",
            expression[1],
        )
