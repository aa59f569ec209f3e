"""What the kubelet does, as data and pure functions. Knows no platform."""
