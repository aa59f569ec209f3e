"""What OpenShift refuses before the kubelet sees anything."""
