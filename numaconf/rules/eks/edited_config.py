"""A script edits the kubelet configuration in a way that is not followed

What
    A script changes `/etc/kubernetes/kubelet/kubelet-config.json` or bootstrap.sh itself (`jq`, `sed`,
    redirections), or an argument holds a shell expansion: what comes out is not computed here.

Why
    It never is a finding: the rules are listed as not checked for this file, with this as the reason.

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    F=/etc/kubernetes/kubelet/kubelet-config.json
    echo "$(jq '.cpuManagerPolicy = "static"' $F)" > $F
    /etc/eks/bootstrap.sh demo
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Versions
    All AL2 images.

Source
    awslabs/amazon-eks-ami, templates/al2/runtime/bootstrap.sh
"""
