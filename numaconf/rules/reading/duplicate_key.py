"""A key that appears twice

What
    A map has the same key twice.

Why
    In the main file the last one wins as a whole (a second kubeReserved does not merge with the first), with a log
    line. In a drop-in the kubelet exits.

What the kubelet says
    strict decoding error: yaml: unmarshal errors:
      line 4: key "maxPods" already set in map

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 50
    maxPods: 60
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 60
    ```

Versions
    All.

Source
    sigs.k8s.io/yaml; kubernetes, pkg/kubelet/kubeletconfig/util/codec
"""
