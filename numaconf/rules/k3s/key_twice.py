"""kubelet-arg twice in one file

What
    A file of k3s's or RKE2's configuration has the key `kubelet-arg` twice.

Why
    The last one counts, and the items of the first are silently lost.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - cpu-manager-policy=static
    - reserved-cpus=0,48
    kubelet-arg:
    - max-pods=200
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - cpu-manager-policy=static
    - reserved-cpus=0,48
    - max-pods=200
    ```

Versions
    All.

Source
    k3s-io/k3s, pkg/configfilearg/parser.go
"""
