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
