"""A key that was meant to be kubelet-arg

What
    A key of k3s's or RKE2's configuration is misspelt: `kublet-arg`, `kubelet-args`.

Why
    k3s skips keys that it does not know, with a warning in its log.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - max-pods=200
    kubelet-args:
    - topology-manager-policy=restricted
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - max-pods=200
    - topology-manager-policy=restricted
    ```

Versions
    All.

Source
    k3s-io/k3s, pkg/configfilearg; k3s issue 8266
"""
