"""A file that kubeadm does not read

What
    A document of the file has no apiVersion or kind, a kind appears twice, the API version is one that kubeadm no
    longer reads, extra arguments have the wrong type, or the name of a file of patches has an unknown type after `+`.

Why
    kubeadm exits, and no node joins.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: InitConfiguration
    nodeRegistration:
      kubeletExtraArgs:
        system-reserved: cpu=1
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: InitConfiguration
    nodeRegistration:
      kubeletExtraArgs:
      - name: system-reserved
        value: cpu=1
    ```

Versions
    Extra arguments are a map up to kubeadm.k8s.io/v1beta3 and a list from v1beta4 on, which Kubernetes 1.31 is the
    first to read.

Source
    kubernetes, cmd/kubeadm/app/util/marshal.go, app/util/config, app/util/patches
"""
