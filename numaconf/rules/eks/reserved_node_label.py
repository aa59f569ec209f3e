"""A node label that the kubelet may not set

What
    Labels that travel by the flag `--node-labels` must not lie in `kubernetes.io` or `k8s.io` outside
    `kubelet.kubernetes.io/`, `node.kubernetes.io/` and eleven names, and must be valid label keys and values.

Why
    The kubelet checks its flags before anything else and exits. `topology.kubernetes.io/numa-capable`, which guides
    recommend, and `node-role.kubernetes.io/…` are of that kind: use a domain of your own, or label the node through
    the API.

What the kubelet says
    failed to validate kubelet flags: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [topology.kubernetes.io/numa-capable]

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        flags:
          - --node-labels=topology.kubernetes.io/numa-capable=true
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        flags:
          - --node-labels=example.com/numa-capable=true
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/options/options.go, ValidateKubeletFlags
"""  # noqa: E501  a log line is quoted as it is printed
