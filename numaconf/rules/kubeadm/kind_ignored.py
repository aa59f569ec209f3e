"""A patch of kind that changes nothing

What
    A patch below `kubeadmConfigPatches` names no kind, or a kind or apiVersion that no document of kind's template has;
    or it is of kind KubeletConfiguration and belongs to a node that joins.

Why
    kind applies a patch to the documents of the same kind, and of the same apiVersion where the patch has one; a patch
    that matches none is silently dropped. A KubeletConfiguration reaches the nodes through the first control
    plane's `kubeadm init` only, and from there all of them: `kubeadm join` ignores it.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kind: Cluster
    apiVersion: kind.x-k8s.io/v1alpha4
    nodes:
    - role: control-plane
    - role: worker
      kubeadmConfigPatches:
      - |
        kind: KubeletConfiguration
        maxPods: 50
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kind: Cluster
    apiVersion: kind.x-k8s.io/v1alpha4
    nodes:
    - role: control-plane
    - role: worker
      kubeadmConfigPatches:
      - |
        kind: JoinConfiguration
        nodeRegistration:
          kubeletExtraArgs:
            max-pods: "50"
    ```

Versions
    kind's template has kubeadm.k8s.io/v1beta3 for node images below 1.36 and v1beta4 from 1.36 on (kind 0.33).

Source
    kubernetes-sigs/kind, pkg/internal/patch, pkg/cluster/internal/kubeadm/config.go
"""
