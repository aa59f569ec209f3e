"""EC2 does not take user data of more than 16 KiB

What
    User data may have 16384 bytes before base64. It may be compressed: nodeadm and cloud-init both unpack gzip.

Why
    EC2 refuses to launch the instance. A launch template is created without an objection, so that it is the scaling
    group that fails, later.

What EC2 says
    User data is limited to 16384 bytes

Bad
    ```text
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    #!/bin/bash
    # … more than 16384 bytes …
    ```

Good
    ```text
    # numaconf: kubernetes=1.34 machine=m5.24xlarge
    #!/bin/bash
    /etc/eks/bootstrap.sh demo
    ```

Versions
    All.

Source
    EC2 User Guide, instance user data
"""
