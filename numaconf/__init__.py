"""numaconf: what the kubelet will do with a NUMA configuration, known before the node boots."""

__version__ = "0.1.0"
