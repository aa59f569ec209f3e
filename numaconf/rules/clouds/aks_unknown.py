"""A setting that AKS does not have

What
    A custom node configuration has a field of the kubelet's that AKS has none of, or has by another name.

Why
    Memory manager, reserved CPUs, topology scope and policy options are not available on AKS.

Bad
    ```yaml
    cpuManagerPolicy: static
    podMaxPids: 2048
    memoryManagerPolicy: Static
    ```

Good
    ```yaml
    cpuManagerPolicy: static
    podMaxPids: 2048
    ```

Versions
    All.

Source
    Azure/AgentBaker, pkg/agent/datamodel/types.go
"""
