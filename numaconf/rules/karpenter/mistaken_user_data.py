"""User data that Karpenter takes for something else

What
    A text that does not begin with `MIME-Version:` or `Content-Type:` is not a MIME document to Karpenter. On AL2023 it
    is then a NodeConfig if it is YAML with a map (or nothing but comments), else a script; on AL2 it is a script.
    This one is neither what it is taken for, or a line `--//` in it ends Karpenter's own document.

Why
    Cloud-init's YAML becomes a NodeConfig that nodeadm refuses, and with it the whole user data: no kubelet starts. A
    MIME document after a comment becomes a script, and its boundary tears Karpenter's document, so that Karpenter's
    own NodeConfig is lost. A NodeConfig with a tab in it becomes a script that fails, and its settings are gone. A
    MIME document whose boundary never comes has no parts.

What nodeadm says
    Encountered error in config provider: failed to decode node config, Object 'Kind' is missing in '…'; no config in chain

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
        #cloud-config
        runcmd:
        - [touch, /tmp/hello]
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
        Content-Type: text/cloud-config

        runcmd:
        - [touch, /tmp/hello]

        --//--
    ```

Versions
    All. The severity is *no effect* where the node starts and only this text is lost.

Source
    aws/karpenter-provider-aws, pkg/providers/amifamily/bootstrap/nodeadm.go and eksbootstrap.go
"""  # noqa: E501  the text as it is said
