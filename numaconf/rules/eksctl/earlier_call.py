"""Arguments that a later call of bootstrap.sh replaces

What
    A group on AL2 calls `/etc/eks/bootstrap.sh` with `--kubelet-extra-args` in `preBootstrapCommands`.

Why
    After these commands bootstrap.sh is called again, by eksctl or by EKS, with arguments of its own: it writes the
    kubelet's arguments again, and those of the first call are gone. What the first start has written, such as
    `cpu_manager_state`, stays.

Bad
    ```yaml
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: demo, region: eu-central-1, version: "1.30"}
    nodeGroups:
    - name: numa
      amiFamily: AmazonLinux2
      instanceType: m5.24xlarge
      preBootstrapCommands:
      - "/etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'"
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
      kubeletExtraConfig: {cpuManagerPolicy: static}
    ```

Versions
    All.

Source
    eksctl-io/eksctl, pkg/nodebootstrap/assets/scripts/bootstrap.al2.sh; awslabs/amazon-eks-ami, bootstrap.sh
"""
