"""User data before the first or after the last boundary

What
    A NodeConfig, or a script, is in a MIME document before the first boundary or after the closing one.

Why
    What is there is not a part. Every reader of MIME silently skips it: nodeadm, cloud-init, Karpenter. The node
    starts as if it had not been written.

Bad
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: application/node.eks.aws

    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {maxPods: 60}

    --//--
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: none}
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
        config: {maxPods: 60, cpuManagerPolicy: none}

    --//--
    ```

Versions
    All.

Source
    RFC 2046, 5.1.1; Go mime/multipart, Python email
"""
