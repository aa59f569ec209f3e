"""A way of Amazon Linux 2 on AL2023

What
    User data for AL2023 sets `KUBELET_EXTRA_ARGS` or `USE_MAX_PODS`, in a script, in `/etc/environment` or in an
    environment file, edits `kubelet-config.json` or
    `/etc/eks/bootstrap.sh`, or writes a drop-in of `kubelet.service` with `KUBELET_EXTRA_ARGS`.

Why
    All of these reach the kubelet on AL2 only. On AL2023 there is no such file, and nothing reads the variable: nodeadm
    starts the kubelet with what the NodeConfig says. Nothing fails, the settings are just not in force.

Bad
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: text/x-shellscript

    #!/bin/bash
    export KUBELET_EXTRA_ARGS='--cpu-manager-policy=static'
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
    awslabs/amazon-eks-ami, nodeadm/internal/kubelet; terraform-aws-modules/terraform-aws-eks issue 3420
"""
