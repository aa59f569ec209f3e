"""nodeadm drops a key of a NodeConfig that it does not know

What
    A key that the NodeConfig API does not have, at any level outside `spec.kubelet.config`, is dropped. Keys are
    case-sensitive.

Why
    Nothing on the node or in the cluster says so: what is below a misspelt `configs` or `Kubelet` simply never
    happens.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        configs: {cpuManagerPolicy: static}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/api/v1alpha1/nodeconfig_types.go
"""
