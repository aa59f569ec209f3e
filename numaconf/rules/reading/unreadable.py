"""A file that cannot be read

What
    The file is no YAML, JSON, TOML or MIME that its consumer could read.

Why
    A tab as indentation, a missing quote, a duplicate document marker: whatever reads the file gives up, and the
    node does not join. The message is that of the reader concerned.

What the kubelet says
    failed to load Kubelet config file /etc/kubernetes/kubelet.yaml, error failed to decode: yaml: line 4: found character that cannot start any token

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    kubeReserved:
        cpu: "1"
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    kubeReserved:
      cpu: "1"
    ```

Versions
    All.

Source
    sigs.k8s.io/yaml; sigs.k8s.io/json
"""  # noqa: E501  a log line is quoted as it is printed
