"""A value that AKS refuses

What
    A custom node configuration has a value of the wrong type, or one that AKS does not know.

Why
    The service refuses the node pool.

Bad
    ```yaml
    podMaxPids: 2048
    failSwapOn: "false"
    ```

Good
    ```yaml
    podMaxPids: 2048
    failSwapOn: false
    ```

Versions
    All.

Source
    Azure/AgentBaker, pkg/agent/datamodel/types.go
"""
