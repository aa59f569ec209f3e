"""What minikube does with its own command line before the kubelet sees anything."""
