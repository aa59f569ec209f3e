"""A setting that GKE drops

What
    A key below `topologyManager`, `memoryManager` or `hugepageConfig` is spelled otherwise than GKE spells it.

Why
    gcloud picks these keys by name and looks at no others.

Bad
    ```yaml
    kubeletConfig:
      cpuManagerPolicy: static
    linuxConfig:
      hugepageConfig: {hugepage_size_2m: 1024}
    ```

Good
    ```yaml
    kubeletConfig:
      cpuManagerPolicy: static
    linuxConfig:
      hugepageConfig: {hugepage_size2m: 1024}
    ```

Versions
    All.

Source
    Google Cloud SDK, googlecloudsdk/api_lib/container/util.py
"""
