"""An empty configuration file

What
    The file has no bytes, or nothing but blanks and comments, or its first document is empty: `---` twice at the top.

Why
    A kubelet without a setting may run without a file, but not with an empty one.

What the kubelet says
    failed to decode: Object 'Kind' is missing in …

Bad
    ```yaml
    # nothing here yet
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/kubeletconfig/configfiles
"""
