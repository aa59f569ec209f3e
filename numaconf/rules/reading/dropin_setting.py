"""A setting without effect in a drop-in

What
    mergeDefaultEvictionSettings is in a drop-in.

Why
    The kubelet looks at it once, when it has read the main file and not yet the drop-ins. The default thresholds
    that a main file without evictionHard gets are filled in at that moment too, so a drop-in adds to them anyway.

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    mergeDefaultEvictionSettings: true
    evictionHard:
      memory.available: 500Mi
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    evictionHard:
      memory.available: 500Mi
    ```

Versions
    1.33 and later.

Source
    kubernetes, cmd/kubelet/app/server.go, loadConfigFile
"""
