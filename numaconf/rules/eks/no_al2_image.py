"""There is no Amazon Linux 2 image for this Kubernetes

What
    EKS published Amazon Linux 2 images up to Kubernetes 1.32, and none since 2025-12.

Why
    bootstrap.sh exists on Amazon Linux 2 only, so no node group with an image of EKS can use this user data: write a
    NodeConfig for AL2023. Only an image that was built from the last recipe could still be meant.

Bad
    ```sh
    # numaconf: kubernetes=1.33 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Versions
    1.33 and later.

Source
    awslabs/amazon-eks-ami, CHANGELOG and issue 2545
"""
