"""A drop-in that k3s does not read yet

What
    A file lies in `agent/etc/kubelet.conf.d`, and the Kubernetes version is below 1.32.

Why
    k3s and RKE2 start the kubelet with that folder from 1.32 on; before, nothing reads it.

Bad
    ```yaml
    # numaconf: kubernetes=1.31
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 200
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.32
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 200
    ```

Versions
    All.

Source
    k3s-io/k3s, pkg/configfilearg/parser.go
"""
