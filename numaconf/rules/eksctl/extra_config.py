"""kubeletExtraConfig that nothing merges

What
    A group on AL2 has both `kubeletExtraConfig` and `overrideBootstrapCommand`.

Why
    It is eksctl's own bootstrap that merges `kubeletExtraConfig` into the kubelet's file, and the command takes that
    one's place. The node starts, without the settings.

Bad
    ```yaml
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.30"}
    nodeGroups:
    - name: numa
      amiFamily: AmazonLinux2
      instanceType: m5.24xlarge
      ami: ami-0123456789abcdef0
      kubeletExtraConfig: {cpuManagerPolicy: static}
      overrideBootstrapCommand: |
        #!/bin/bash
        /etc/eks/bootstrap.sh demo
    ```

Good
    ```yaml
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.30"}
    nodeGroups:
    - name: numa
      amiFamily: AmazonLinux2
      instanceType: m5.24xlarge
      ami: ami-0123456789abcdef0
      overrideBootstrapCommand: |
        #!/bin/bash
        /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Versions
    All. On AL2023 both are NodeConfigs, and nodeadm merges them.

Source
    eksctl-io/eksctl, pkg/nodebootstrap/userdata.go, linuxConfig; assets/scripts/bootstrap.al2.sh
"""
