"""A kubelet setting that a later one of the same name replaces

What
    `--extra-config=kubelet.NAME=VALUE` appears twice with the same name. Minikube keeps a map of names, and the last
    value counts; the kubelet's own way of repeating a flag does not work here.

Why
    The first value is silently dropped. `cpu-manager-policy-options` takes one option at a time, so minikube can
    set one of them only.

Bad
    ```sh
    # numaconf: kubernetes=1.34
    minikube start --extra-config=kubelet.cpu-manager-policy=static --extra-config=kubelet.kube-reserved=cpu=1 \
      --extra-config=kubelet.cpu-manager-policy-options=full-pcpus-only=true \
      --extra-config=kubelet.cpu-manager-policy-options=strict-cpu-reservation=true
    ```

Good
    ```sh
    # numaconf: kubernetes=1.34
    minikube start --extra-config=kubelet.cpu-manager-policy=static --extra-config=kubelet.kube-reserved=cpu=1 \
      --extra-config=kubelet.cpu-manager-policy-options=full-pcpus-only=true
    ```

Versions
    All.

Source
    kubernetes/minikube, pkg/minikube/bootstrapper/bsutil/extraconfig.go, extraConfigForComponent
"""
