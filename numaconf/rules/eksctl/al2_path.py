"""A command that edits a file of AL2

What
    `preBootstrapCommands` of a group on AL2023 edit `/etc/kubernetes/kubelet/kubelet-config.json` or call bootstrap.sh.

Why
    Neither exists on AL2023: the command fails, and the kubelet never sees the setting.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.34"}
    managedNodeGroups:
    - name: numa
      instanceType: m5.24xlarge
      preBootstrapCommands:
      - "sed -i 's/110/50/' /etc/kubernetes/kubelet/kubelet-config.json"
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
    awslabs/amazon-eks-ami, nodeadm
"""
