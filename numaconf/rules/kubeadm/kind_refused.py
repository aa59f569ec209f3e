"""A file that kind does not take

What
    A key that kind does not know, a value of the wrong type, a patch that is not YAML or cannot be applied, or a
    cluster without a control plane.

Why
    `kind create cluster` exits before it makes a node.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kind: Cluster
    apiVersion: kind.x-k8s.io/v1alpha4
    kubeadmConfigPatches:
    - kind: KubeletConfiguration
      maxPods: 50
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kind: Cluster
    apiVersion: kind.x-k8s.io/v1alpha4
    kubeadmConfigPatches:
    - |
      kind: KubeletConfiguration
      maxPods: 50
    ```

Versions
    All.

Source
    kubernetes-sigs/kind, pkg/apis/config/v1alpha4, pkg/internal/apis/config/encoding
"""
