"""reservedMemory rests on a reservation that EKS computes

What
    With `memoryManagerPolicy: Static` the sum of `reservedMemory` must be equal to a sum in which
    `kubeReserved.memory` is what the EKS image computes from the instance type, and is not written down.

Why
    It works for this type, and stops the kubelet on the next one, or when the image changes its formula or its
    table. `kubeReserved.memory` written down makes the node independent of both.

What the kubelet says
    failed to run Kubelet: the total amount "8462Mi" of type "memory" is not equal to the value "1455Mi" determined by Node Allocatable feature

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config:
          memoryManagerPolicy: Static
          reservedMemory:
            - {numaNode: 0, limits: {memory: 4231Mi}}
            - {numaNode: 1, limits: {memory: 4231Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config:
          memoryManagerPolicy: Static
          kubeReserved: {memory: 8362Mi}
          reservedMemory:
            - {numaNode: 0, limits: {memory: 4231Mi}}
            - {numaNode: 1, limits: {memory: 4231Mi}}
    ```

Versions
    All AL2 and AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/kubelet/config.go; issues 1698 and 2290
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Varies
from numaconf.kubelet import options, quantity
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC510"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Static, with an amount of kubeReserved.memory that the image computes."""
    if options.memory_policy(node) != "Static" or not node.facts.computed_memory:
        return
    if node.get("reservedMemory") and not node.facts.max_pods_expression:
        amount = node.get("kubeReserved", "memory")
        yield RULE.finding(
            "reservedMemory rests on kubeReserved.memory as EKS computes it for this instance type"
            + (f" ({amount}): write kubeReserved.memory: {amount}" if amount else ": write kubeReserved.memory down"),
            node.origin("reservedMemory"),
        )._replace(varies=_varies(amount))


def _varies(amount: object) -> Varies | None:
    if not isinstance(amount, str):
        return None
    return Varies(
        quantity.parse(amount).nano,
        str(amount),
        "reservedMemory rests on kubeReserved.memory as EKS computes it for each instance type, {}: write "
        "kubeReserved.memory down, then one sum is right for all of them",
    )
