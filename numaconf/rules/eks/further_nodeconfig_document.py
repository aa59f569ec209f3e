"""nodeadm reads only the first YAML document

What
    Of a file, or of a part of MIME user data, nodeadm decodes the first YAML document. What follows the next `---`
    is not read.

Why
    The rest is silently ignored. Several NodeConfigs belong in several MIME parts.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {maxPods: 60}
    ---
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {maxPods: 60, cpuManagerPolicy: static}
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/api/bridge/decode.go; k8s.io/apimachinery
"""
