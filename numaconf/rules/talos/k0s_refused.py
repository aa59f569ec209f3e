"""A worker profile that k0s refuses

What
    The values of a worker profile have `clusterDNS`, `clusterDomain` or `staticPodURL`, another `apiVersion` or `kind`,
    or are not a map.

Why
    k0s refuses the configuration.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: k0s.k0sproject.io/v1beta1
    kind: ClusterConfig
    metadata: {name: k0s}
    spec:
      workerProfiles:
      - name: pinned
        values:
          maxPods: 200
          clusterDomain: example.com
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: k0s.k0sproject.io/v1beta1
    kind: ClusterConfig
    metadata: {name: k0s}
    spec:
      workerProfiles:
      - name: pinned
        values:
          maxPods: 200
    ```

Versions
    All.

Source
    k0sproject/k0s, pkg/apis/k0s/v1beta1/workerprofile.go
"""
