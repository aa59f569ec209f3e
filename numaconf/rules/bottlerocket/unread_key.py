"""A key that Bottlerocket reads past

What
    Everything beside the table `settings` is ignored, and so are unknown keys below `settings.kernel.hugepages` and
    beside the `count` of a page size. They are let through, not refused.

Why
    What they say does not happen, and nothing reports it.

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "none"

    [setting.kernel.sysctl]
    "vm/nr_hugepages" = "1024"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "none"

    [settings.kernel.sysctl]
    "vm/nr_hugepages" = "1024"
    ```

Versions
    All.

Source
    bottlerocket-core-kit, early-boot-config; bottlerocket-settings-sdk, `hugepages.rs`
"""
