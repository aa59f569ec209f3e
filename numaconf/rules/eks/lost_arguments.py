"""systemd drops kubelet arguments, or changes them

What
    The arguments reach the kubelet through a line of a systemd unit or environment file. There a single quote ends
    the quoting, so that a blank cuts the value; a backslash that escapes nothing, or a line feed, makes systemd
    ignore the line; `%` with a letter is a specifier. A unit's line that goes on without a backslash ends there: what
    stands on the next one is passed over.

Why
    The kubelet starts with a part of its arguments, or with none, and with the defaults of the image instead.

What systemd says
    Invalid environment assignment, ignoring: d' --topology-manager-policy=restricted
    Invalid syntax, ignoring: …
    Unknown key name '--cpu-manager-policy' in section 'Service', ignoring.

Bad
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args "--cpu-manager-policy=static --node-labels='a=b,c=d e' --topology-manager-policy=restricted"
    ```

Good
    ```sh
    # numaconf: kubernetes=1.32 machine=m5.24xlarge
    /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static --node-labels=a=b,c=d --topology-manager-policy=restricted'
    ```

Versions
    All AL2 images; AL2023 images for line feeds; units everywhere.

Source
    systemd, src/core/load-fragment.c and src/basic/env-file.c (252)
"""  # noqa: E501  a log line is quoted as it is printed
