"""An extra-config that minikube does not take

What
    `--extra-config` wants `COMPONENT.KEY=VALUE`, with one of seven components. `kubelet` is the kubelet's; its keys are
    flags without the dashes, not fields of the configuration file.

Why
    Minikube exits before it makes a cluster.

Bad
    ```sh
    # numaconf: kubernetes=1.34
    minikube start --extra-config=kubelet-cpu-manager-policy=static
    ```

Good
    ```sh
    # numaconf: kubernetes=1.34
    minikube start --extra-config=kubelet.cpu-manager-policy=none
    ```

Versions
    All.

Source
    kubernetes/minikube, pkg/minikube/config/extra_options.go
"""
