"""A drop-in's field in another letter case, which takes effect

What
    A drop-in spells a field in another letter case than the KubeletConfiguration does.

Why
    Here it takes effect, because drop-ins are decoded without regard to case. In the main file the same line would
    be dropped, and a drop-in that spells the field right may win or lose against it by the order of bytes.

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    reservedSystemCpus: 0-3
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    reservedSystemCPUs: 0-3
    ```

Versions
    1.28 and later; 1.31 and later were asked.

Source
    kubernetes, cmd/kubelet/app/server.go, mergeKubeletConfigurations; Go, encoding/json
"""
