"""An ignore comment that names no code

What
    What is between the brackets of `# numaconf: ignore[…]` must be codes such as `NC101`, or beginnings of codes
    such as `NC2`, separated by commas.

Why
    A comment without a code, or with a rule's name in place of its code, silences nothing.

Bad
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 110  # numaconf: ignore[reserved-memory] because
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    maxPods: 110
    ```

Versions
    All.

Source
    numaconf itself.
"""
