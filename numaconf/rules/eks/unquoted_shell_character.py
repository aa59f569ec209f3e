"""The shell takes a character of an argument for itself

What
    An unquoted `;` in the kubelet arguments (`--reserved-memory=0:memory=1Gi;1:memory=1Gi`) ends the command, an
    unquoted `<` (`--eviction-hard=memory.available<500Mi`) reads from a file. Double quotes inside double quotes
    end the quoting and so free both.

Why
    After a `;` the kubelet starts with half of its arguments; a file that `<` does not find keeps bootstrap.sh from
    running at all. Put all arguments in single quotes.

What the shell says
    500Mi: No such file or directory
    1:memory=1Gi: command not found

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args --eviction-hard=memory.available<500Mi
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--eviction-hard=memory.available<500Mi,nodefs.available<10%,nodefs.inodesFree<5%'
    ```

Versions
    All AL2 images.

Source
    POSIX shell grammar; terraform-aws-eks issues 1153 and 1659
"""  # noqa: E501  a log line is quoted as it is printed
