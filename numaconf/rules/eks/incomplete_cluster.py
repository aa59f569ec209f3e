"""A NodeConfig names a cluster incompletely

What
    nodeadm needs `name`, `apiServerEndpoint`, `certificateAuthority` and `cidr` of the cluster after it has merged
    all parts.

Why
    A managed node group without an AMI id brings the whole block in a part of its own, and then the user's part
    needs none. Where it names some of the four, it was probably meant to be complete: nowhere else does anybody add
    the rest.

What nodeadm says
    CIDR is missing in cluster configuration

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      cluster:
        name: demo
        apiServerEndpoint: https://example.com
        certificateAuthority: Y2VydGlmaWNhdGU=
      kubelet:
        config: {cpuManagerPolicy: static}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      cluster:
        name: demo
        apiServerEndpoint: https://example.com
        certificateAuthority: Y2VydGlmaWNhdGU=
        cidr: 172.20.0.0/16
      kubelet:
        config: {cpuManagerPolicy: static}
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/api/validation.go
"""
