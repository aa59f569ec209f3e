"""bootstrap.sh is called where nodeadm does its work

What
    User data with a NodeConfig is for AL2023. There `/etc/eks/bootstrap.sh` only prints an error and exits with 1.

Why
    What the call was meant to set has no effect; the same settings belong in `spec.kubelet` of the NodeConfig.

What bootstrap says
    !!!!!!!!!! ERROR: bootstrap.sh has been removed from AL2023-based EKS AMIs.

Bad
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: text/x-shellscript

    #!/bin/bash
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    --//
    Content-Type: application/node.eks.aws

    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {maxPods: 60}

    --//--
    ```

Good
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: application/node.eks.aws

    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {maxPods: 60, cpuManagerPolicy: static}

    --//--
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, templates/al2023/runtime/rootfs/etc/eks/bootstrap.sh
"""
