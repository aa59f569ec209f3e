"""bootstrap.sh drops an argument

What
    bootstrap.sh knows options as two words (`--kubelet-extra-args '…'`). An option that it does not know, the form
    `--option=value`, and the further words of a value that is not quoted become positional arguments, of which only
    the first, the cluster name, is used.

Why
    It ends with success and starts a kubelet without those arguments. A misspelt option before the cluster name
    becomes the cluster name.

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args='--cpu-manager-policy=static'
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
