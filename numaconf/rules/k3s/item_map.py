"""An item of kubelet-arg that is a map

What
    An item of `kubelet-arg` is written with a colon in place of the equals sign, which makes it a map.

Why
    k3s prints the map into the kubelet's command line, and the kubelet exits: `unknown flag`.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - max-pods: 200
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - max-pods=200
    ```

Versions
    All.

Source
    k3s-io/k3s, pkg/configfilearg/parser.go
"""
