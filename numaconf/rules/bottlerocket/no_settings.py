"""User data without a settings table

What
    Bottlerocket reads the table `settings` of its user data. This document has none; often the header says
    `[kubernetes]` where it must say `[settings.kubernetes]`.

Why
    The instance starts without a cluster and never joins.

What Bottlerocket says
    TOML data did not contain 'settings' section

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [kubernetes]
    cpu-manager-policy = "static"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    ```

Versions
    All.

Source
    bottlerocket-core-kit, early-boot-config
"""
