"""What k3s and RKE2 do with `kubelet-arg` before the kubelet sees anything."""
