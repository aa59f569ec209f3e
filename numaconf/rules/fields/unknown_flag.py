"""A flag that this kubelet does not have

What
    The command line has a flag, or a word that is not a flag, that the kubelet of the target version does not take.

Why
    The kubelet exits. Flags go away between versions: --container-runtime (1.27), --iptables-masquerade-bit (1.31),
    --cloud-config and --register-schedulable (1.34), --pod-infra-container-image (1.35), all cAdvisor flags but
    --housekeeping-interval (1.37).

What the kubelet says
    failed to parse kubelet flag: unknown flag: --pod-infra-container-image

Bad
    ```sh
    # numaconf: kubernetes=1.35
    kubelet --config=/etc/kubernetes/kubelet.yaml --pod-infra-container-image=pause:3.10
    ```

Good
    ```sh
    # numaconf: kubernetes=1.35
    kubelet --config=/etc/kubernetes/kubelet.yaml
    ```

Versions
    By flag.

Source
    kubernetes, cmd/kubelet/app/options
"""
