"""A document that is not a KubeletConfiguration to the kubelet

What
    apiVersion or kind is missing, misspelt, or not `kubelet.config.k8s.io/v1beta1` and `KubeletConfiguration`.

Why
    The kubelet takes nothing else, in any version; letter case counts. In a drop-in both are needed from 1.32 on,
    up to 1.31 any kind will do.

What the kubelet says
    failed to decode: no kind "kubeletConfiguration" is registered for version "kubelet.config.k8s.io/v1beta1" in scheme

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: kubeletConfiguration
    maxPods: 50
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 50
    ```

Versions
    All.

Source
    k8s.io/apimachinery, runtime/serializer/json; kubernetes, cmd/kubelet/app/server.go
"""
