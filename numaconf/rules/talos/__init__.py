"""What Talos and k0s refuse of their own files before the kubelet sees anything."""
