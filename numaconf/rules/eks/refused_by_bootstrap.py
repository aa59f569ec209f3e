"""bootstrap.sh exits before it starts the kubelet

What
    No cluster name, an `--ip-family` other than ipv4 and ipv6, a container runtime other than containerd, or an
    option whose value is missing.

Why
    The script exits with 1 and the node never joins.

What bootstrap says
    ERROR: cluster name is not defined!

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Versions
    All AL2 images.

Source
    awslabs/amazon-eks-ami, templates/al2/runtime/bootstrap.sh
"""
