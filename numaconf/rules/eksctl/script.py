"""A script where AL2023 wants a NodeConfig

What
    `overrideBootstrapCommand` of a group on AL2023 is a script, most often one that calls `/etc/eks/bootstrap.sh`.

Why
    AL2023 has no bootstrap.sh: the text is read as a NodeConfig, and refused.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.34"}
    managedNodeGroups:
    - name: numa
      instanceType: m5.24xlarge
      ami: ami-0123456789abcdef0
      overrideBootstrapCommand: |
        #!/bin/bash
        /etc/eks/bootstrap.sh demo --kubelet-extra-args '--max-pods=50'
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.34"}
    managedNodeGroups:
    - name: numa
      instanceType: m5.24xlarge
      overrideBootstrapCommand: |
        apiVersion: node.eks.aws/v1alpha1
        kind: NodeConfig
        spec:
          kubelet:
            config: {maxPods: 50}
    ```

Versions
    All.

Source
    eksctl-io/eksctl, pkg/nodebootstrap/al2023.go
"""
