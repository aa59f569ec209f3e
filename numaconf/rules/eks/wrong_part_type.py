"""A NodeConfig is in a part that nodeadm does not read

What
    nodeadm takes the parts of MIME user data whose type is `application/node.eks.aws` (in any letter case), and no
    others: not `text/plain`, not `application/yaml`, and none without a type.

Why
    The part is passed over by nodeadm and reported by cloud-init as unknown, in a log that nobody reads.
    Terraform's cloudinit provider and terraform-aws-eks write `text/plain` where `content_type` is left out.

What cloud-init says
    Unhandled non-multipart (text/plain) userdata: …

Bad
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: text/plain

    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}

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
        config: {cpuManagerPolicy: static}

    --//--
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/configprovider/mime.go
"""
