"""A setting that kubeadm drops

What
    A KubeletConfiguration is in a file for `kubeadm join`; a key that kubeadm does not have is in
    `nodeRegistration`; or a file lies in a folder of patches under a name that kubeadm does not use.

Why
    kubeadm warns and goes on. A node that joins takes its configuration from the ConfigMap kubelet-config of the
    cluster, and what was written here is nowhere.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: JoinConfiguration
    discovery:
      bootstrapToken: {apiServerEndpoint: "api.example.com:6443", token: "abcdef.0123456789abcdef"}
    ---
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 50
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: JoinConfiguration
    discovery:
      bootstrapToken: {apiServerEndpoint: "api.example.com:6443", token: "abcdef.0123456789abcdef"}
    nodeRegistration:
      kubeletExtraArgs:
      - name: max-pods
        value: "50"
    ```

Versions
    All.

Source
    kubernetes, cmd/kubeadm/app/util/config/joinconfiguration.go, app/util/patches; kubeadm issues 1682 and 2860
"""
