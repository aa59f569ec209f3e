r"""Arguments of bootstrap.sh are on a line of their own

What
    A line of the script begins with an option: the line before it does not end with a backslash, or ends with one
    and a space after it.

Why
    The shell runs bootstrap.sh without these arguments and then looks for a command of that name. The kubelet
    starts with the defaults of the image.

What the shell says
    --kubelet-extra-args: command not found

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo
      --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo \
      --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Versions
    All AL2 images.

Source
    terraform-aws-eks issue 1153
"""
