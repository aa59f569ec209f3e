"""A value of the wrong type

What
    A value has another JSON type than its field: a number or a YAML boolean where a string is wanted, a string
    where a number is, text that is not a duration or quantity.

Why
    YAML turns what is not quoted into something else before the kubelet sees it: `cpu: 1` is a number, `full-pcpus-
    only: true` a boolean, `0,1` a string and `[0, 1]` a list. Unlike unknown fields, wrong types are not forgiven.

What the kubelet says
    failed to decode: json: cannot unmarshal bool into Go struct field KubeletConfiguration.cpuManagerPolicyOptions of type string

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: static
    cpuManagerPolicyOptions:
      full-pcpus-only: true
    reservedSystemCPUs: "0"
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
    Go, encoding/json; sigs.k8s.io/json
"""  # noqa: E501  a log line is quoted as it is printed
