"""A kubelet flag replaces a whole map of the file

What
    A flag that stands for a map (`--kube-reserved`, `--system-reserved`, `--eviction-hard`, …) starts from an empty
    map: the keys that the EKS image wrote into the configuration file and that the flag does not repeat are gone.

Why
    `--kube-reserved=memory=2Gi` drops the reserved CPU and ephemeral storage, and with the static CPU policy
    nothing is left to reserve; `--eviction-hard=memory.available<500Mi` drops both disk thresholds.

What the kubelet says
    start cpu manager error: [cpumanager] unable to determine reserved CPU resources for static policy

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--kube-reserved=memory=2Gi'
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--kube-reserved=cpu=310m,memory=2Gi,ephemeral-storage=1Gi'
    ```

Versions
    All AL2 and AL2023 images.

Source
    kubernetes, cmd/kubelet/app/server.go, kubeletConfigFlagPrecedence; kubernetes-sigs/karpenter issue 1518
"""
