"""A patch that no machine gets

What
    An object of Cluster API puts a patch for the kubelet's configuration onto its machines, and the configuration that
    they are made with names no `patches.directory`, or another one; or a template has its settings in
    initConfiguration.

Why
    kubeadm reads patches from the folder that `patches.directory` names, and machines of a template only join.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
    kind: KubeadmConfigTemplate
    metadata: {name: workers}
    spec:
      template:
        spec:
          files:
          - path: /etc/kubernetes/patches/kubeletconfiguration0+strategic.yaml
            content: |
              maxPods: 50
          joinConfiguration: {}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
    kind: KubeadmConfigTemplate
    metadata: {name: workers}
    spec:
      template:
        spec:
          files:
          - path: /etc/kubernetes/patches/kubeletconfiguration0+strategic.yaml
            content: |
              maxPods: 50
          joinConfiguration:
            patches: {directory: /etc/kubernetes/patches}
    ```

Versions
    All.

Source
    kubernetes-sigs/cluster-api, docs/book, kubelet-config.md; kubernetes, cmd/kubeadm/app/util/patches
"""
