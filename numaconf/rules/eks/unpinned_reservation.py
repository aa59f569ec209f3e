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
