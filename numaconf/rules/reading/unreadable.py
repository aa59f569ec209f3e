"""A file that cannot be read

What
    The file is not YAML, JSON, TOML or MIME that its consumer could read.

Why
    A tab as indentation, a missing quote, a duplicate document marker: whatever reads the file gives up, and the
    node does not join. The message is that of the reader concerned.

What the kubelet says
    failed to decode: yaml: line 4: found unexpected end of stream

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    podCIDR: "10.0.0.0/24
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    podCIDR: "10.0.0.0/24"
    ```

Versions
    All.

Source
    sigs.k8s.io/yaml; sigs.k8s.io/json
"""
