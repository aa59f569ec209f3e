"""A field that Gardener does not have

What
    A Shoot's `kubernetes.kubelet` has a field of the kubelet's that Gardener has none of: topology and memory manager,
    reservedSystemCPUs, options.

Why
    The API server drops fields that the schema does not have.

Bad
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: core.gardener.cloud/v1beta1
    kind: Shoot
    metadata: {name: demo}
    spec:
      kubernetes:
        kubelet: {maxPods: 50, topologyManagerPolicy: restricted}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: core.gardener.cloud/v1beta1
    kind: Shoot
    metadata: {name: demo}
    spec:
      kubernetes:
        kubelet: {maxPods: 50}
    ```

Versions
    All.

Source
    gardener/gardener, pkg/apis/core/v1beta1/types_shoot.go
"""
