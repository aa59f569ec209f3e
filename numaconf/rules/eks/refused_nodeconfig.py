r"""nodeadm does not decode a NodeConfig

What
    nodeadm decodes each NodeConfig by the types of its API: `apiVersion` is exactly `node.eks.aws/v1alpha1`, `kind`
    is `NodeConfig`, `spec.kubelet.config` is a map and no text, `spec.kubelet.flags` a list of strings, gates are
    booleans, the certificate authority is base64.

Why
    One part that is not decoded loses the whole user data, EKS's own part included: the node has no cluster to
    join. What nodeadm logs last is `no config in chain`; the reason is in a warning before it.

What nodeadm says
    Encountered error in config provider {"error": "failed to decode node config, no kind \"NodeConfig\" is registered for version \"node.eks.aws/v1alpha\" in scheme …"}
    no config in chain

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}
    ```

Versions
    All AL2023 images.

Source
    awslabs/amazon-eks-ami, nodeadm/internal/configprovider and internal/api/bridge; terraform-aws-eks issue 2985
"""  # noqa: E501  a log line is quoted as it is printed
