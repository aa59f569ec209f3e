"""A worker's block that drops the Shoot's

What
    A worker of a Shoot has a `kubernetes.kubelet` of its own, and the Shoot's has fields that it does not repeat.

Why
    The worker's block takes the place of the Shoot's as a whole.

Bad
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: core.gardener.cloud/v1beta1
    kind: Shoot
    metadata: {name: demo}
    spec:
      kubernetes:
        kubelet: {maxPods: 50}
      provider:
        workers:
        - name: a
          kubernetes: {kubelet: {podPidsLimit: 2000}}
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
      provider:
        workers:
        - name: a
          kubernetes: {kubelet: {podPidsLimit: 2000, maxPods: 50}}
    ```

Versions
    All.

Source
    gardener/gardener, pkg/api/core/v1beta1/helper/shoot.go
"""
