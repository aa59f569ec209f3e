"""A field that the kubelet does not know

What
    The configuration has a key that no supported kubelet knows at that place.

Why
    The kubelet reads a file strictly first, and when that fails once more leniently, with nothing but a log line.
    In a drop-in there is not even that line. So a misspelt setting is simply not in force.

What the kubelet says
    strict decoding error: unknown field "cpuManagerPolicyOption"

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicyOption:
      full-pcpus-only: "true"
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: static
    cpuManagerPolicyOptions:
      full-pcpus-only: "true"
    reservedSystemCPUs: "0"
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/kubeletconfig/util/codec
"""
