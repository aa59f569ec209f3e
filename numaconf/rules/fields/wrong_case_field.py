"""A field in another letter case

What
    A key is a field of the KubeletConfiguration but for the case of its letters. In a drop-in the finding means
    that another spelling of the same field overrules it.

Why
    In the main file letter case counts, and the kubelet drops the field with a log line. Drop-ins are decoded
    without regard to case; there the keys of the merged configuration are taken in the order of their bytes, and
    the last one wins.

What the kubelet says
    strict decoding error: unknown field "CPUManagerPolicy"

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    CPUManagerPolicy: static
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: static
    reservedSystemCPUs: "0"
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/kubeletconfig/util/codec; Go, encoding/json
"""
