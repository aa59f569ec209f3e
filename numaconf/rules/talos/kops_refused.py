"""A value that kops refuses

What
    `spec.kubelet` of kops has types of its own: thresholds are one string, clusterDNS is one
    address, gates are strings.

Why
    kops refuses the object, whatever the kubelet would take.

Bad
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: kops.k8s.io/v1alpha2
    kind: Cluster
    metadata: {name: demo.example.com}
    spec:
      kubelet:
        evictionHard: {memory.available: 200Mi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: kops.k8s.io/v1alpha2
    kind: Cluster
    metadata: {name: demo.example.com}
    spec:
      kubelet:
        evictionHard: memory.available<200Mi,nodefs.available<10%,nodefs.inodesFree<5%,imagefs.available<15%
    ```

Versions
    All.

Source
    kubernetes/kops, pkg/apis/kops/v1alpha2/componentconfig.go, pkg/apis/kops/validation/validation.go (2026-08)
"""
