"""A file in a drop-in folder that the kubelet does not read

What
    A KubeletConfiguration is in a folder `*.d`, which a kubelet has as its `--config-dir`, and its name does not end in
    `.conf`.

Why
    The kubelet silently passes over every file with another ending. Nothing of it is in force.

Bad
    ```yaml
    # kubelet.conf.d/10-numa.yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    topologyManagerPolicy: best-effort
    cpuManagerPolicy: static
    ```

Good
    ```yaml
    # kubelet.conf.d/10-numa.conf
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    topologyManagerPolicy: best-effort
    cpuManagerPolicy: static
    ```

Versions
    1.28 and later, which have drop-ins.

Source
    kubernetes, cmd/kubelet/app/server.go, mergeKubeletConfigurations
"""
