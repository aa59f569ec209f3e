"""A drop-in for a kubelet that merges otherwise, or not at all

What
    The target kubelet is older than 1.32.

Why
    Up to 1.27 there is no --config-dir. 1.28 and 1.29 refuse it unless the environment variable
    KUBELET_CONFIG_DROPIN_DIR_ALPHA is set, and 1.28 lets a drop-in's defaults overwrite the main file. Up to 1.31
    null takes nothing out, zeros are not replaced by defaults and resolvConf cannot be set. From 1.32 on a drop-in
    is a JSON merge patch.

Bad
    ```yaml
    # numaconf: kubernetes=1.30
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: static
    reservedSystemCPUs: "0"
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: static
    reservedSystemCPUs: "0"
    ```

Versions
    1.27 to 1.31.

Source
    kubernetes, cmd/kubelet/app/server.go
"""
