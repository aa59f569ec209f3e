"""A setting that GKE refuses

What
    `kubeletConfig` of a node system configuration has a key that GKE has none of (reservations, hard thresholds,
    options), or a value that GKE does not know.

Why
    gcloud refuses the file: `Invalid node config`.

Bad
    ```yaml
    kubeletConfig:
      cpuManagerPolicy: static
      evictionHard: {memory.available: 500Mi}
    ```

Good
    ```yaml
    kubeletConfig:
      cpuManagerPolicy: static
    ```

Versions
    All.

Source
    Google Cloud SDK, googlecloudsdk/api_lib/container/util.py
"""
