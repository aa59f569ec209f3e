"""A version that is newer than what numaconf knows

What
    The version of Kubernetes, or of the platform (Karpenter, Bottlerocket), that an option, the document, a comment or
    a configuration file names came out after this numaconf. The document is judged as the newest version that is known,
    and this is listed as *not checked*.

Why
    A new kubelet may know fields, options and feature gates that no older one does, and may refuse what older ones
    took. A feature gate that nothing here knows is *not checked* either, because the newer kubelet may know it. The way
    out is a newer numaconf.

Bad
    ```yaml
    # numaconf: kubernetes=1.99
    cpuManagerPolicy: none
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    cpuManagerPolicy: none
    ```

Versions
    `numaconf lint --help` names the versions that are known.
"""

from __future__ import annotations
