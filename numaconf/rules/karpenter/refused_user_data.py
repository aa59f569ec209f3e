r"""User data that Karpenter cannot read

What
    Karpenter merges its own part into the user data, and this text cannot be merged: a MIME document without its
    closing boundary, with a broken header or that is not multipart, or settings of Bottlerocket that are not TOML or
    have a value of another type than Karpenter's.

Why
    Every launch fails, with an error in Karpenter's log and in the events of the NodeClaim; the EC2NodeClass stays
    ready.

What Karpenter says
    parsing custom UserData, parsing content, #!/bin/sh\necho hello, unexpected EOF

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

        #!/bin/sh
        echo hello
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
    All.

Source
    aws/karpenter-provider-aws, pkg/providers/amifamily/bootstrap
"""
