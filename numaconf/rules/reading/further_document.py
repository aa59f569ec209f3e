"""A document after the first

What
    A file that the kubelet would read holds more than one KubeletConfiguration.

Why
    The kubelet reads the first document of a file and silently ignores the others.

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerReconcilePeriod: 5s
    ---
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 50
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerReconcilePeriod: 5s
    maxPods: 50
    ```

Versions
    All.

Source
    sigs.k8s.io/yaml, which decodes one document
"""
