"""A field that kops does not have

What
    `spec.kubelet` of kops has its own list of fields, without memory manager, reservedSystemCPUs, reservedMemory,
    options and scope.

Why
    `kops create -f` and `kops replace -f` silently drop what they do not know; `kops edit` refuses it.

Bad
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: kops.k8s.io/v1alpha2
    kind: Cluster
    metadata: {name: demo.example.com}
    spec:
      kubelet:
        maxPods: 50
        reservedSystemCPUs: "0"
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.33
    apiVersion: kops.k8s.io/v1alpha2
    kind: Cluster
    metadata: {name: demo.example.com}
    spec:
      kubelet:
        maxPods: 50
    ```

Versions
    All.

Source
    kubernetes/kops, pkg/apis/kops/v1alpha2/componentconfig.go, pkg/kopscodecs/codecs.go, pkg/edit/edit.go (2026-08)
"""
