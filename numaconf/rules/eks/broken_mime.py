"""nodeadm cannot read the MIME user data

What
    The document has no closing boundary (`--boundary--`), text after a boundary, a header without a colon, no
    blank line between header and content, or no `boundary` parameter.

Why
    nodeadm exits with the error of Go's MIME reader, and the kubelet is never started. cloud-init is more lenient
    and runs the scripts, which hides it.

What nodeadm says
    config provider at index 0 failed: unexpected EOF
    config provider at index 0 failed: multipart: NextPart: EOF
    config provider at index 0 failed: malformed MIME header: missing colon: "---"

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
        config: {cpuManagerPolicy: static}
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
        config: {cpuManagerPolicy: static}

    --//--
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/configprovider/mime.go; Go mime/multipart; eksctl issue 7749
"""
