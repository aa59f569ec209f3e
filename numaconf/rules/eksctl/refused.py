"""A node group that eksctl refuses

What
    A managed node group has `kubeletExtraConfig`, which only self-managed ones have; a Bottlerocket or Windows group
    has it; or it sets a field that eksctl keeps for itself, `authentication` for one.

Why
    eksctl reads the file strictly and makes nothing.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.34"}
    managedNodeGroups:
    - name: numa
      instanceType: m5.24xlarge
      kubeletExtraConfig: {maxPods: 50}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.34"}
    nodeGroups:
    - name: numa
      instanceType: m5.24xlarge
      kubeletExtraConfig: {maxPods: 50}
    ```

Versions
    All.

Source
    eksctl-io/eksctl, pkg/apis/eksctl.io/v1alpha5/validation.go
"""
