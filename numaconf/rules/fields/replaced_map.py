"""A flag that throws away part of what the file says

What
    A flag for a map or list is given beside a configuration file that sets the same field, and the file has entries
    that the flag has not.

Why
    The first occurrence of such a flag discards the file's whole value: --kube-reserved=cpu=1 also drops the memory
    that the file reserves. Only featureGates are merged key by key.

Bad
    ```sh
    # numaconf: kubernetes=1.34
    kubelet --config=/etc/kubernetes/kubelet.yaml --kube-reserved=cpu=1
    ```

Good
    ```sh
    # numaconf: kubernetes=1.34
    kubelet --config=/etc/kubernetes/kubelet.yaml --kube-reserved=cpu=1,memory=1Gi
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/server.go, kubeletConfigFlagPrecedence
"""
