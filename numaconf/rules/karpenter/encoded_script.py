"""A script whose encoding Karpenter loses

What
    A part of the user data is encoded with base64, and its header says so. Karpenter rewrites the parts and keeps
    only their Content-Type.

Why
    The script arrives as the base64 text that it is, and cloud-init runs that. A NodeConfig does not suffer: nodeadm
    recognises base64 by itself. Quoted-printable is decoded on the way.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      userData: |
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="//"

        --//
        Content-Type: text/x-shellscript
        Content-Transfer-Encoding: base64

        IyEvYmluL3NoCmVjaG8gaGVsbG8K

        --//--
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      userData: |
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="//"

        --//
        Content-Type: text/x-shellscript

        #!/bin/sh
        echo hello

        --//--
    ```

Versions
    All, on AL2023; on AL2 the headers stay.

Source
    aws/karpenter-provider-aws, pkg/providers/amifamily/bootstrap/mime/mime.go
"""
