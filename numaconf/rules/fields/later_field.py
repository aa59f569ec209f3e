"""A field of a later Kubernetes version

What
    The field exists, and the target version does not know it yet.

Why
    An unknown field does not stop the kubelet: it is dropped, with a log line in the main file and silently in a
    drop-in.

What the kubelet says
    strict decoding error: unknown field "singleProcessOOMKill"

Bad
    ```yaml
    # numaconf: kubernetes=1.31
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    singleProcessOOMKill: true
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.32
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    singleProcessOOMKill: true
    ```

Versions
    By field.

Source
    k8s.io/kubelet, config/v1beta1/types.go
"""
