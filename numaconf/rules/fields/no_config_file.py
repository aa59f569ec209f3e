"""A kubelet without a configuration file

What
    The command line has neither --config nor --config-dir.

Why
    Such a kubelet uses legacy flag defaults: anonymous access to its API is allowed, every request is
    authorized, the read-only port 10255 is open, and there are no eviction thresholds, so that nothing of
    memory.available is kept back.

Bad
    ```sh
    kubelet --max-pods=50 --kube-reserved=memory=1Gi
    ```

Good
    ```sh
    kubelet --config=/etc/kubernetes/kubelet.yaml --max-pods=50
    ```

Versions
    All.

Source
    kubernetes, cmd/kubelet/app/options/options.go, applyLegacyDefaults
"""
